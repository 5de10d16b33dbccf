package io.chatka.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.internal.broker.Broker;
import io.chatka.internal.broker.EmbeddedBroker;
import io.chatka.internal.broker.EmbeddedSettings;
import io.chatka.internal.broker.FactStore;
import io.chatka.internal.broker.FactStore.Fact;
import io.chatka.internal.broker.HistorySettings;
import io.chatka.internal.broker.NodeChannel;
import io.chatka.internal.broker.NoteListener;
import io.chatka.internal.broker.RoomBroker;
import io.chatka.internal.broker.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes on one store. The second one's link loses what the test wants. */
class FactsTest {
    private static final Fact SPAM = new Fact("spam\nand more", 0);

    private final EmbeddedBroker store = new EmbeddedBroker(
            Clock.systemUTC(), System::nanoTime, EmbeddedSettings.defaults(HistorySettings.defaults()));
    private final Faulty there = new Faulty();
    private final List<String> told = new ArrayList<>();
    private long now = 1_000;
    private final Facts a = new Facts(store, () -> now);
    private final Facts b = new Facts(there, () -> now);

    /** A broker that loses notes, and whose reads may fail or wait. */
    private final class Faulty implements Broker, NodeChannel, FactStore {
        boolean deaf;
        boolean away;
        CompletableFuture<Void> before = CompletableFuture.completedFuture(null);

        @Override
        public RoomBroker rooms() {
            throw new UnsupportedOperationException();
        }

        @Override
        public NodeChannel nodes() {
            return this;
        }

        @Override
        public io.chatka.internal.broker.ModerationStore moderation() {
            throw new UnsupportedOperationException();
        }

        @Override
        public FactStore facts() {
            return this;
        }

        @Override
        public boolean available() {
            return true;
        }

        @Override
        public void close() {}

        @Override
        public void send(Topic topic, byte[] note) {
            store.nodes().send(topic, note);
        }

        @Override
        public void subscribe(Topic topic, NoteListener listener) {
            store.nodes().subscribe(topic, note -> {
                if (!deaf) {
                    listener.onNote(note);
                }
            });
        }

        @Override
        public void unsubscribe(Topic topic, NoteListener listener) {}

        @Override
        public CompletionStage<Long> put(String key, Fact fact) {
            return store.facts().put(key, fact);
        }

        @Override
        public CompletionStage<Long> remove(String key) {
            return store.facts().remove(key);
        }

        @Override
        public CompletionStage<Facts> read() {
            if (away) {
                return CompletableFuture.failedFuture(new IllegalStateException("away"));
            }
            CompletionStage<Facts> read = store.facts().read();
            return before.thenCompose(waited -> read);
        }

        @Override
        public CompletionStage<byte[]> secret(String name, byte[] made) {
            return store.facts().secret(name, made);
        }
    }

    @BeforeEach
    void start() {
        a.start(key -> {});
        b.start(told::add);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void what_one_node_sets_the_other_knows_at_once_until_it_is_removed() {
        a.put("ban:eve", SPAM);
        assertThat(a.get("ban:eve")).isEqualTo(SPAM);
        assertThat(b.get("ban:eve")).isEqualTo(SPAM);
        b.remove("ban:eve");
        assertThat(a.get("ban:eve")).isNull();
        assertThat(b.get("ban:eve")).isNull();
        assertThat(told).containsExactly("ban:eve", "ban:eve");
    }

    @Test
    void a_node_that_starts_reads_what_is_in_force() {
        a.put("ban:eve", SPAM);
        Facts late = new Facts(store, () -> now);
        List<String> heard = new ArrayList<>();
        late.start(heard::add);
        assertThat(late.get("ban:eve")).isEqualTo(SPAM);
        assertThat(heard).containsExactly("ban:eve");
    }

    @Test
    void a_lost_change_is_noticed_by_the_next_announcement_or_change() {
        there.deaf = true;
        a.put("ban:eve", SPAM);
        a.put("ban:bob", SPAM);
        a.remove("ban:bob");
        assertThat(b.get("ban:eve")).isNull();
        there.deaf = false;
        a.announce();
        assertThat(b.get("ban:eve")).isEqualTo(SPAM);
        assertThat(told).containsExactly("ban:eve");
        there.deaf = true;
        a.remove("ban:eve");
        there.deaf = false;
        a.put("ban:bob", SPAM);
        assertThat(b.get("ban:eve")).isNull();
        assertThat(b.get("ban:bob")).isEqualTo(SPAM);
    }

    @Test
    void a_read_that_failed_is_repeated() {
        there.deaf = true;
        a.put("ban:eve", SPAM);
        there.deaf = false;
        there.away = true;
        a.announce();
        assertThat(b.get("ban:eve")).isNull();
        there.away = false;
        a.announce();
        assertThat(b.get("ban:eve")).isEqualTo(SPAM);
    }

    @Test
    void what_is_told_during_a_read_is_newer_than_the_read() {
        there.deaf = true;
        a.put("ban:eve", SPAM);
        there.deaf = false;
        there.before = new CompletableFuture<>();
        a.announce();
        a.put("ban:late", SPAM);
        a.remove("ban:eve");
        there.before.complete(null);
        assertThat(b.get("ban:late")).isEqualTo(SPAM);
        there.before = CompletableFuture.completedFuture(null);
        a.announce();
        assertThat(b.get("ban:eve")).isNull();
        assertThat(b.get("ban:late")).isEqualTo(SPAM);
    }

    @Test
    void a_fact_ends_by_itself() {
        a.put("mute:eve", new Fact("", 2_000));
        now = 1_999;
        assertThat(b.get("mute:eve")).isNotNull();
        now = 2_000;
        assertThat(b.get("mute:eve")).isNull();
    }

    @Test
    void notes_of_another_form_do_no_harm() {
        a.put("ban:eve", SPAM);
        for (String note : new String[] {"", "x", "9\nban:x\nx\ny", "7\n"}) {
            store.nodes().send(Topic.FACTS, note.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(b.get("ban:eve")).isEqualTo(SPAM);
        assertThat(b.get("ban:x")).isNull();
    }
}
