package io.chatka.internal.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EmbeddedBrokerTest extends RoomBrokerContract {
    private static final Duration RETENTION = Duration.ofMinutes(10);

    private final EmbeddedBroker broker = embedded(1_000, HistorySettings.defaults());

    /** Starts just below the value at which it wraps around. */
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);

    private final EmbeddedBroker small = new EmbeddedBroker(
            Clock.systemUTC(), nanos::get, new EmbeddedSettings(RETENTION, 2, HistorySettings.defaults(), 1 << 20));

    @Override
    protected Broker a() {
        return broker;
    }

    @Override
    protected Broker b() {
        return broker;
    }

    @Override
    protected Broker another(HistorySettings history) {
        return embedded(1_000, history);
    }

    @Test
    void the_time_of_an_event_is_the_clocks() {
        Clock clock = Clock.fixed(Instant.ofEpochMilli(1_234_567_890_123L), ZoneOffset.UTC);
        Broker timed = new EmbeddedBroker(
                clock, nanos::get, new EmbeddedSettings(RETENTION, 2, HistorySettings.defaults(), 1 << 20));
        Hearing hearing = subscribe(timed, "lobby");
        publish(timed, "lobby", "hi");
        assertThat(hearing.events.get(0).json()).isEqualTo(publication("hi").at(1, 1_234_567_890_123L));
    }

    @Test
    void a_room_where_something_is_in_force_is_not_forgotten_before_the_others() {
        StateChange close = new StateChange.Close();
        join(small.rooms().change("closed", close));
        for (int i = 0; i < 10; i++) {
            publish(small, "room " + i, "hi");
        }
        assertThat(join(small.rooms().state("closed")).isClosed()).isTrue();
        join(small.rooms().change("closed", new StateChange.Open()));
        for (int i = 0; i < 10; i++) {
            publish(small, "room " + i, "hi");
        }
        assertThat(join(small.rooms().state("closed"))).isEqualTo(RoomState.OPEN);
    }

    @Test
    void the_number_of_idle_rooms_is_bounded_also_where_something_is_in_force() {
        for (int i = 0; i < 10; i++) {
            join(small.rooms().change("room " + i, new StateChange.Close()));
        }
        assertThat(join(small.rooms().state("room 9")).isClosed()).isTrue();
        assertThat(join(small.rooms().state("room 0")).isClosed()).isFalse();
    }

    @Test
    void all_listeners_are_told_the_same_event_object() {
        Hearing one = subscribe(broker, "lobby");
        Hearing two = subscribe(broker, "lobby");
        publish(broker, "lobby", "hi");
        assertThat(one.events.get(0)).isSameAs(two.events.get(0));
    }

    @Test
    void a_room_without_listeners_is_forgotten_after_the_retention() {
        Position before = publish(small, "idle", "one");
        later(RETENTION);
        publish(small, "another", "makes the broker look");
        Position after = publish(small, "idle", "two");
        assertThat(after.seq()).isEqualTo(1);
        assertThat(after.epoch()).isNotEqualTo(before.epoch());
    }

    @Test
    void a_room_without_listeners_is_kept_until_the_retention_is_over() {
        Position before = publish(small, "idle", "one");
        later(RETENTION.minusNanos(1));
        publish(small, "another", "makes the broker look");
        assertThat(publish(small, "idle", "two")).isEqualTo(new Position(before.epoch(), 2));
    }

    @Test
    void a_publication_prolongs_the_life_of_a_room_without_listeners() {
        Position before = publish(small, "idle", "one");
        later(RETENTION.minusNanos(1));
        publish(small, "idle", "two");
        later(RETENTION.minusNanos(1));
        publish(small, "another", "makes the broker look");
        assertThat(publish(small, "idle", "three")).isEqualTo(new Position(before.epoch(), 3));
    }

    @Test
    void a_room_with_a_listener_is_never_forgotten() {
        Hearing hearing = subscribe(small, "busy");
        Position before = publish(small, "busy", "one");
        later(RETENTION.multipliedBy(3));
        for (int i = 0; i < 10; i++) {
            publish(small, "room " + i, "makes the broker look");
        }
        assertThat(publish(small, "busy", "two")).isEqualTo(new Position(before.epoch(), 2));
        assertThat(hearing.events).hasSize(2);
    }

    @Test
    void the_retention_of_a_room_begins_when_its_last_listener_leaves() {
        Hearing one = subscribe(small, "room");
        Hearing two = subscribe(small, "room");
        Position before = publish(small, "room", "one");
        later(RETENTION.multipliedBy(2));
        small.rooms().unsubscribe("room", one);
        later(RETENTION.multipliedBy(2));
        small.rooms().unsubscribe("room", two);
        later(RETENTION.minusNanos(1));
        publish(small, "another", "makes the broker look");
        assertThat(publish(small, "room", "two")).isEqualTo(new Position(before.epoch(), 2));
    }

    @Test
    void of_too_many_idle_rooms_the_longest_idle_is_forgotten() {
        Position one = publish(small, "one", "hi");
        Position two = publish(small, "two", "hi");
        publish(small, "one", "hi again");
        Position three = publish(small, "three", "hi");
        assertThat(publish(small, "one", "hi")).isEqualTo(new Position(one.epoch(), 3));
        assertThat(publish(small, "three", "hi")).isEqualTo(new Position(three.epoch(), 2));
        assertThat(publish(small, "two", "hi").epoch()).isNotEqualTo(two.epoch());
    }

    @Test
    void a_note_to_an_unknown_room_takes_nobodys_place() {
        Position one = publish(small, "one", "hi");
        publish(small, "two", "hi");
        small.nodes().send(Topic.presence("three"), new byte[] {'x'});
        assertThat(publish(small, "one", "hi")).isEqualTo(new Position(one.epoch(), 2));
    }

    @Test
    void all_histories_together_are_bounded_and_the_older_halves_go_first() {
        long bound = 200_000;
        EmbeddedBroker bounded = new EmbeddedBroker(
                Clock.systemUTC(),
                nanos::get,
                new EmbeddedSettings(RETENTION, 1_000, HistorySettings.defaults(), bound));
        String text = "x".repeat(1_000);
        for (int i = 0; i < 1_000; i++) {
            publish(bounded, "room " + i % 10, text);
            assertThat(bounded.historyBytes()).isBetween(1L, bound);
        }
        HistoryPage page = join(bounded.rooms().history("room 0", HistoryQuery.after(0, 1_000, 10_000_000)));
        assertThat(page.top().seq()).isEqualTo(100);
        assertThat(page.events()).isNotEmpty();
        assertThat(page.events().get(page.events().size() - 1).seq()).isEqualTo(100);
    }

    @Test
    void keys_count_towards_the_bound_and_go_when_nothing_else_is_left() {
        long bound = 50_000;
        EmbeddedBroker bounded = new EmbeddedBroker(
                Clock.systemUTC(), nanos::get, new EmbeddedSettings(RETENTION, 1_000, HistorySettings.none(), bound));
        for (int i = 0; i < 10_000; i++) {
            join(bounded.rooms().publish("room", publication("hi", "key-" + i)));
            assertThat(bounded.historyBytes()).isBetween(1L, bound);
        }
        assertThat(join(bounded.rooms().publish("room", publication("hi", "key-9999")))
                        .duplicate())
                .isTrue();
        assertThat(join(bounded.rooms().publish("room", publication("hi", "key-0")))
                        .duplicate())
                .isFalse();
    }

    @Test
    void a_forgotten_room_gives_its_memory_back() {
        join(small.rooms().publish("one", publication("hi", "key")));
        later(RETENTION);
        publish(small, "two", "makes the broker look");
        long alone = small.historyBytes();
        publish(small, "two", "makes the broker look");
        assertThat(small.historyBytes()).isEqualTo(2 * alone);
    }

    @Test
    void a_room_that_has_to_make_place_while_somebody_publishes_to_it_does_not_take_the_event_along() throws Exception {
        CountDownLatch publishing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Retention retention = new Retention(200, RETENTION);
        HistorySettings slow = new HistorySettings(
                name -> {
                    // The publisher holds the room until the test goes on.
                    if (name.equals("room") && Thread.currentThread().getName().equals("publisher")) {
                        publishing.countDown();
                        awaited(goOn);
                    }
                    return retention;
                },
                RETENTION,
                Duration.ofMinutes(5));
        EmbeddedBroker tight = embedded(1, slow);
        publish(tight, "room", "before");

        List<Thread> threads = new ArrayList<>();
        CompletableFuture<Receipt> published = new CompletableFuture<>();
        CompletableFuture<Head> subscribed = new CompletableFuture<>();
        Hearing hearing = new Hearing();
        threads.add(new Thread(
                () -> published.complete(join(tight.rooms().publish("room", publication("hi")))), "publisher"));
        threads.add(new Thread(() -> publish(tight, "another", "needs the place")));
        threads.add(new Thread(() -> subscribed.complete(join(tight.rooms().subscribe("room", hearing)))));
        for (Thread thread : threads) {
            thread.start();
            // Each one runs until it has to wait; then the next one begins.
            await().until(() -> thread.getState() == Thread.State.BLOCKED
                    || thread.getState() == Thread.State.TERMINATED
                    || publishing.getCount() == 0 && thread.getState() == Thread.State.WAITING);
        }
        goOn.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        Position event = published.get().position();
        Head joined = subscribed.get();
        assertThat(joined.epoch()).isEqualTo(event.epoch());
        assertThat(joined.seq() >= event.seq() || hearing.seqs().contains(event.seq()))
                .isTrue();
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static EmbeddedBroker embedded(int idleRooms, HistorySettings history) {
        return new EmbeddedBroker(
                Clock.systemUTC(), System::nanoTime, new EmbeddedSettings(RETENTION, idleRooms, history, 64 << 20));
    }

    private void later(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
