package io.chatka.internal.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.internal.broker.ModerationStore.Log;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link ModerationStore} promises. */
public abstract class ModerationStoreContract extends BrokerContract {
    /** Records of the test's own, since the store may outlive it. */
    private final String mine = UUID.randomUUID() + " ";

    @Test
    void a_held_message_is_seen_on_every_node_and_taken_once() {
        assertThat(join(a().moderation().hold(room, "1", "{\"text\":\"é 7\"}"))).isTrue();
        assertThat(join(a().moderation().hold(room, "2", "two words"))).isTrue();
        assertThat(join(b().moderation().held(room)))
                .hasSize(2)
                .containsEntry("1", "{\"text\":\"é 7\"}")
                .containsEntry("2", "two words");
        assertThat(join(b().moderation().take(room, "2"))).isEqualTo("two words");
        assertThat(join(a().moderation().take(room, "2"))).isNull();
        assertThat(join(a().moderation().held(room))).containsOnlyKeys("1");
        assertThat(join(a().moderation().held(room + "-other"))).isEmpty();
        assertThat(join(a().moderation().take(room + "-other", "1"))).isNull();
        join(b().rooms().refreshNames());
        assertThat(join(b().moderation().holding())).contains(room);
        join(a().moderation().take(room, "1"));
        join(b().rooms().refreshNames());
        assertThat(join(b().moderation().holding())).doesNotContain(room);
    }

    @Test
    void a_room_holds_a_thousand_messages() {
        for (int i = 1; i < ModerationStore.MOST_HELD; i++) {
            a().moderation().hold(room, "m" + i, "x");
        }
        assertThat(join(a().moderation().hold(room, "last", "x"))).isTrue();
        assertThat(join(b().moderation().hold(room, "more", "x"))).isFalse();
        assertThat(join(b().moderation().take(room, "m7"))).isEqualTo("x");
        assertThat(join(b().moderation().hold(room, "more", "x"))).isTrue();
        assertThat(join(a().moderation().held(room))).hasSize(ModerationStore.MOST_HELD);
    }

    @Test
    void records_are_read_on_every_node_the_newest_first() {
        for (int i = 1; i <= 5; i++) {
            join(a().moderation().append(Log.ACTS, mine + i));
        }
        List<ModerationStore.Entry> newest = join(b().moderation().records(Log.ACTS, null, 2));
        assertThat(newest).extracting(ModerationStore.Entry::record).containsExactly(mine + 5, mine + 4);
        List<ModerationStore.Entry> older =
                join(b().moderation().records(Log.ACTS, newest.get(1).id(), 2));
        assertThat(older).extracting(ModerationStore.Entry::record).containsExactly(mine + 3, mine + 2);
        assertThat(join(b().moderation().records(Log.ACTS, "0-0", 2))).isEmpty();
        assertThat(join(b().moderation().records(Log.ACTS, "0-1", 2))).isEmpty();
    }

    @Test
    void reports_are_a_log_of_their_own() {
        join(a().moderation().append(Log.REPORTS, mine + "report"));
        join(a().moderation().append(Log.ACTS, mine + "act"));
        List<ModerationStore.Entry> reports = join(b().moderation().records(Log.REPORTS, null, 1));
        assertThat(reports).extracting(ModerationStore.Entry::record).containsExactly(mine + "report");
        assertThat(reports.get(0).id()).matches("[0-9]{1,18}-[0-9]{1,18}");
    }

    @Test
    void the_oldest_records_are_forgotten() {
        for (int i = 1; i < ModerationStore.MOST_RECORDS + 10; i++) {
            var appended = a().moderation().append(Log.ACTS, mine + i);
            if (i % 1_000 == 0) {
                join(appended);
            }
        }
        join(a().moderation().append(Log.ACTS, mine + "last"));
        List<ModerationStore.Entry> all =
                join(b().moderation().records(Log.ACTS, null, 2 * ModerationStore.MOST_RECORDS));
        assertThat(all).hasSize(ModerationStore.MOST_RECORDS);
        assertThat(all.get(0).record()).isEqualTo(mine + "last");
    }
}
