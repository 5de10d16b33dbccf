package io.chatka.internal.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.api.User;
import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.Head;
import io.chatka.internal.broker.HistoryPage;
import io.chatka.internal.broker.HistoryQuery;
import io.chatka.internal.broker.Position;
import io.chatka.internal.config.ChatSettings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class RecoveryTest {
    /** So near to the end that it wraps around. */
    private static final long START = Long.MAX_VALUE - 5;

    private final Recovery recovery = new Recovery(new RecentRemovals(), new ChatSettings.Replay(10, 100));

    @Test
    void another_epoch_or_a_short_enough_absence_is_worth_a_read() {
        Position now = new Position("a", 100);
        assertThat(recovery.canHelp(null, now)).isFalse();
        // This node may not have heard of that epoch yet.
        assertThat(recovery.canHelp(new Position("b", 99), now)).isTrue();
        assertThat(recovery.canHelp(now, now)).isFalse();
        assertThat(recovery.canHelp(new Position("a", 99), now)).isTrue();
        assertThat(recovery.canHelp(new Position("a", 90), now)).isTrue();
        assertThat(recovery.canHelp(new Position("a", 89), now)).isFalse();
        assertThat(recovery.canHelp(new Position("a", 101), now)).isTrue();
    }

    @Test
    void each_gets_what_it_missed_from_one_read_that_goes_back_to_the_longest_absent() {
        ChatRoomActor.Join one = join("a", 3);
        ChatRoomActor.Join two = join("a", 5);
        recovery.add(one);
        recovery.add(two);
        assertThat(recovery.begin(START, new Position("a", 0))).isEqualTo(HistoryQuery.backTo(3, 10, 100));
        assertThat(recovery.ended(recovery.reading(), page("a", 7, 4, 5, 6, 7), new Position("a", 7)))
                .containsExactly(one, two);
        assertThat(replay("a", 3, 7)).contains(List.of("a 4", "a 5", "a 6", "a 7"));
        assertThat(replay("a", 5, 7)).contains(List.of("a 6", "a 7"));
        assertThat(replay("a", 7, 7)).contains(List.of());
    }

    @Test
    void those_who_have_missed_the_same_follow_one_another_and_share_one_replay() {
        ChatRoomActor.Join one = join("a", 3);
        ChatRoomActor.Join two = join("a", 5);
        ChatRoomActor.Join three = join("a", 3);
        List.of(one, two, three).forEach(recovery::add);
        Position now = new Position("a", 7);
        recovery.begin(START, new Position("a", 0));
        assertThat(recovery.ended(recovery.reading(), page("a", 7, 4, 5, 6, 7), now))
                .containsExactly(one, three, two);
        List<byte[]> missed = recovery.replay(one.since(), now, Viewer.STRANGER).orElseThrow();
        assertThat(recovery.replay(three.since(), now, Viewer.STRANGER)).containsSame(missed);
        assertThat(recovery.replay(two.since(), now, Viewer.STRANGER).orElseThrow())
                .hasSize(2);
        // The next read finds something else.
        recovery.add(one);
        recovery.begin(START, now);
        recovery.ended(recovery.reading(), page("a", 7), now);
        assertThat(recovery.replay(one.since(), now, Viewer.STRANGER)).isEmpty();
    }

    @Test
    void what_was_told_while_the_read_was_under_way_is_replayed_too() {
        recovery.add(join("a", 3));
        recovery.placed(event("a", 4));
        recovery.begin(START, new Position("a", 0));
        recovery.placed(event("a", 5));
        recovery.placed(event("a", 6));
        recovery.placed(event("a", 7));
        recovery.ended(recovery.reading(), page("a", 5, 4, 5), new Position("a", 7));
        assertThat(replay("a", 3, 7)).contains(List.of("a 4", "a 5", "a 6", "a 7"));
    }

    @Test
    void what_the_read_found_beyond_the_position_is_left_to_come() {
        recovery.add(join("a", 3));
        recovery.begin(START, new Position("a", 0));
        recovery.ended(recovery.reading(), page("a", 6, 4, 5, 6), new Position("a", 5));
        assertThat(replay("a", 3, 5)).contains(List.of("a 4", "a 5"));
    }

    @Test
    void a_hole_ends_what_can_be_recovered() {
        recovery.add(join("a", 1));
        recovery.begin(START, new Position("a", 0));
        recovery.placed(event("a", 8));
        recovery.ended(recovery.reading(), page("a", 6, 2, 3, 5, 6), new Position("a", 8));
        assertThat(replay("a", 1, 8)).isEmpty();
        assertThat(replay("a", 6, 8)).isEmpty();
        assertThat(replay("a", 7, 8)).contains(List.of("a 8"));
    }

    @Test
    void too_many_messages_or_bytes_are_not_replayed() {
        recovery.add(join("a", 0));
        recovery.begin(START, new Position("a", 0));
        recovery.ended(
                recovery.reading(), page("a", 11, LongStream.rangeClosed(1, 11).toArray()), new Position("a", 11));
        assertThat(replay("a", 0, 11)).isEmpty();
        assertThat(replay("a", 1, 11)).isPresent();
        recovery.add(join("a", 11));
        recovery.begin(START, new Position("a", 0));
        Event large = new Event("a", 12, new byte[101]);
        recovery.ended(
                recovery.reading(), new HistoryPage(Head.of("a", 12), List.of(large), false), new Position("a", 12));
        assertThat(replay("a", 11, 12)).isEmpty();
    }

    @Test
    void who_comes_from_an_epoch_that_the_members_are_yet_to_be_told_waits_for_that() {
        ChatRoomActor.Join ahead = join("b", 2);
        recovery.add(ahead);
        recovery.begin(START, new Position("a", 7));
        assertThat(recovery.ended(recovery.reading(), page("b", 3, 2, 3), new Position("a", 7)))
                .isEmpty();
        recovery.begin(START + Recovery.PAUSE_NANOS, new Position("a", 9));
        assertThat(recovery.ended(recovery.reading(), page("b", 3, 2, 3), new Position("b", 3)))
                .containsExactly(ahead);
    }

    @Test
    void an_epoch_that_changed_meanwhile_recovers_nobody() {
        ChatRoomActor.Join join = join("a", 3);
        recovery.add(join);
        recovery.begin(START, new Position("a", 0));
        recovery.placed(event("b", 4));
        assertThat(recovery.ended(recovery.reading(), page("a", 4, 4), new Position("b", 4)))
                .containsExactly(join);
        assertThat(replay("a", 3, 4)).isEmpty();
        assertThat(recovery.replay(new Position("a", 3), new Position("b", 4), Viewer.STRANGER))
                .isEmpty();
    }

    @Test
    void an_epoch_that_the_node_has_not_heard_of_is_found_unless_it_heard_of_one_meanwhile() {
        recovery.add(join("b", 1));
        recovery.begin(START, new Position("a", 300));
        int read = recovery.reading();
        assertThat(recovery.findsEpoch(read, page("b", 2, 1, 2), new Position("a", 301)))
                .isTrue();
        assertThat(recovery.findsEpoch(read, page("a", 302), new Position("a", 301)))
                .isFalse();
        assertThat(recovery.findsEpoch(read, page("b", 2, 1, 2), new Position("c", 1)))
                .isFalse();
        assertThat(recovery.findsEpoch(read - 1, page("b", 2, 1, 2), new Position("a", 301)))
                .isFalse();
        recovery.ended(read, page("b", 2, 1, 2), new Position("b", 2));
        assertThat(replay("b", 1, 2)).contains(List.of("b 2"));
    }

    @Test
    void who_has_seen_more_than_this_node_waits_until_it_has_too() {
        ChatRoomActor.Join ahead = join("a", 9);
        recovery.add(ahead);
        recovery.begin(START, new Position("a", 0));
        assertThat(recovery.ended(recovery.reading(), page("a", 9), new Position("a", 7)))
                .isEmpty();
        assertThat(recovery.isIdle()).isFalse();
        recovery.begin(START, new Position("a", 0));
        assertThat(recovery.ended(recovery.reading(), page("a", 9), new Position("a", 9)))
                .containsExactly(ahead);
        assertThat(replay("a", 9, 9)).contains(List.of());
        assertThat(recovery.isIdle()).isTrue();
    }

    @Test
    void who_claims_to_have_seen_what_never_was_does_not_wait() {
        ChatRoomActor.Join forged = join("a", 1_000_000);
        recovery.add(forged);
        recovery.begin(START, new Position("a", 0));
        assertThat(recovery.ended(recovery.reading(), page("a", 9), new Position("a", 9)))
                .containsExactly(forged);
        assertThat(replay("a", 1_000_000, 9)).isEmpty();
    }

    @Test
    void nobody_waits_for_ever() {
        ChatRoomActor.Join ahead = join("a", 9);
        recovery.add(ahead);
        List<ChatRoomActor.Join> answered = List.of();
        int rounds = 0;
        while (answered.isEmpty()) {
            recovery.begin(START, new Position("a", 0));
            answered = recovery.ended(recovery.reading(), page("a", 9), new Position("a", 7));
            rounds++;
        }
        assertThat(rounds).isBetween(2, 30);
        assertThat(answered).containsExactly(ahead);
    }

    @Test
    void reads_are_a_pause_apart_and_one_at_a_time() {
        assertThat(recovery.untilDue(START)).isNegative();
        recovery.add(join("a", 3));
        assertThat(recovery.untilDue(START)).isZero();
        recovery.begin(START, new Position("a", 0));
        recovery.add(join("a", 4));
        assertThat(recovery.untilDue(START + Recovery.PAUSE_NANOS)).isNegative();
        recovery.ended(recovery.reading(), page("a", 5, 4, 5), new Position("a", 5));
        assertThat(recovery.untilDue(START + 1)).isEqualTo(Recovery.PAUSE_NANOS - 1);
        assertThat(recovery.untilDue(START + Recovery.PAUSE_NANOS)).isZero();
    }

    @Test
    void a_failed_read_returns_those_it_was_for_and_an_old_answer_changes_nothing() {
        ChatRoomActor.Join one = join("a", 3);
        ChatRoomActor.Join two = join("a", 4);
        recovery.add(one);
        recovery.begin(START, new Position("a", 0));
        int old = recovery.reading();
        recovery.add(two);
        assertThat(recovery.failed(old)).containsExactly(one);
        recovery.begin(START, new Position("a", 0));
        assertThat(recovery.failed(old)).isEmpty();
        assertThat(recovery.ended(old, page("a", 5, 5), new Position("a", 5))).isEmpty();
        assertThat(recovery.takeAll()).containsExactly(two);
        assertThat(recovery.isIdle()).isTrue();
    }

    private Optional<List<String>> replay(String epoch, long since, long position) {
        return recovery.replay(new Position(epoch, since), new Position(epoch, position), Viewer.STRANGER)
                .map(texts -> texts.stream()
                        .map(text -> new String(text, StandardCharsets.US_ASCII))
                        .toList());
    }

    private static ChatRoomActor.Join join(String epoch, long seq) {
        return new ChatRoomActor.Join(
                TestInbox.<UserActor.Command>create().getRef(),
                new User("g-1", "Ann", "guest"),
                Samples.GUEST,
                new RecordingConnection(new InstantLane()),
                new Position(epoch, seq),
                0,
                null,
                null);
    }

    private static Event event(String epoch, long seq) {
        return new Event(epoch, seq, (epoch + " " + seq).getBytes(StandardCharsets.US_ASCII));
    }

    private static HistoryPage page(String epoch, long top, long... seqs) {
        return new HistoryPage(
                Head.of(epoch, top),
                LongStream.of(seqs).mapToObj(seq -> event(epoch, seq)).toList(),
                false);
    }
}
