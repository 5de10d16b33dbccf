package io.chatka.internal.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What every {@link RoomBroker} promises: about order and subscriptions here, about the history in its superclass. */
public abstract class RoomBrokerContract extends RoomHistoryContract {
    @Test
    void the_first_event_of_a_room_has_seq_1_and_each_next_one_more() {
        assertThat(publish(a(), room, "one").seq()).isEqualTo(1);
        assertThat(publish(b(), room, "two").seq()).isEqualTo(2);
        assertThat(publish(a(), room, "three").seq()).isEqualTo(3);
    }

    @Test
    void publishing_returns_the_place_that_the_event_has_for_its_listeners() {
        Hearing hearing = subscribe(b(), room);
        Position position = publish(a(), room, "hi");
        eventually(() -> assertThat(hearing.events).hasSize(1));
        Event event = hearing.events.get(0);
        assertThat(new Position(event.epoch(), event.seq())).isEqualTo(position);
    }

    @Test
    void the_bytes_are_those_of_the_publication_with_seq_and_the_time_now() {
        Hearing hearing = subscribe(b(), room);
        long before = System.currentTimeMillis();
        Publication publication = publication("naïve 🚀 \\n {}[],:\" Ж");
        join(a().rooms().publish(room, publication));
        eventually(() -> assertThat(hearing.events).hasSize(1));
        long at = at(hearing.events.get(0));
        assertThat(hearing.events.get(0).json()).isEqualTo(publication.at(1, at));
        // The clock may be set while the test runs.
        assertThat(at).isBetween(before - 60_000, System.currentTimeMillis() + 60_000);
    }

    @Test
    void all_listeners_hear_one_order_of_the_same_bytes_however_many_publish() {
        List<Hearing> hearings =
                List.of(subscribe(a(), room), subscribe(b(), room), subscribe(a(), room), subscribe(b(), room));
        List<CompletableFuture<Void>> publishers = new ArrayList<>();
        for (int publisher = 0; publisher < 4; publisher++) {
            Broker broker = publisher % 2 == 0 ? a() : b();
            String name = "p" + publisher + "-";
            publishers.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 250; i++) {
                    publish(broker, room, name + i);
                }
            }));
        }
        publishers.forEach(CompletableFuture::join);

        List<Long> expected = seqs(1, 1_000);
        for (Hearing hearing : hearings) {
            eventually(() -> assertThat(hearing.seqs()).isEqualTo(expected));
            assertThat(hearing.overlapped).isFalse();
        }
        for (Hearing hearing : hearings) {
            for (int i = 0; i < expected.size(); i++) {
                assertThat(hearing.events.get(i).json())
                        .isEqualTo(hearings.get(0).events.get(i).json());
            }
        }
    }

    @Test
    void what_one_thread_publishes_without_waiting_keeps_its_order() {
        Hearing hearing = subscribe(b(), room);
        List<CompletionStage<Receipt>> stages = new ArrayList<>();
        for (int i = 1; i <= 1_000; i++) {
            stages.add(a().rooms().publish(room, publication("n" + i)));
        }
        for (int i = 0; i < stages.size(); i++) {
            assertThat(join(stages.get(i)).position().seq()).isEqualTo(i + 1);
        }
        eventually(() -> assertThat(hearing.seqs()).isEqualTo(seqs(1, 1_000)));
        assertThat(text(hearing.events.get(499))).contains("\"text\":\"n500\"");
    }

    @Test
    void rooms_are_independent() {
        String other = "other-" + room;
        Hearing here = subscribe(a(), room);
        Hearing there = subscribe(a(), other);
        publish(b(), room, "here 1");
        publish(b(), room, "here 2");
        assertThat(publish(b(), other, "there").seq()).isEqualTo(1);
        eventually(() -> assertThat(here.seqs()).containsExactly(1L, 2L));
        eventually(() -> assertThat(there.seqs()).containsExactly(1L));
        assertThat(text(there.events.get(0))).contains("there");
    }

    @Test
    void subscribing_to_a_new_room_returns_seq_0_and_the_epoch_to_come() {
        Head start = join(a().rooms().subscribe(room, new Hearing()));
        assertThat(start.seq()).isZero();
        assertThat(publish(b(), room, "first")).isEqualTo(new Position(start.epoch(), 1));
    }

    @Test
    void subscribing_returns_the_position_of_what_was_published_before() {
        publish(a(), room, "one");
        Position top = publish(b(), room, "two");
        assertThat(join(a().rooms().subscribe(room, new Hearing())).position()).isEqualTo(top);
        assertThat(join(b().rooms().subscribe(room, new Hearing())).position()).isEqualTo(top);
    }

    @Test
    void nothing_after_the_position_that_subscribing_returned_is_missed() {
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Position> publisher = CompletableFuture.supplyAsync(() -> {
            Position last = publish(b(), room, "first");
            while (!enough.get()) {
                last = publish(b(), room, "more");
            }
            return last;
        });
        List<Hearing> hearings = new ArrayList<>();
        List<Head> starts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Hearing hearing = new Hearing();
            starts.add(join(a().rooms().subscribe(room, hearing)));
            hearings.add(hearing);
        }
        enough.set(true);
        long last = join(publisher).seq();
        for (int i = 0; i < hearings.size(); i++) {
            Hearing hearing = hearings.get(i);
            List<Long> owed = seqs(starts.get(i).seq() + 1, last);
            // Compared by a set, since there may be very many.
            eventually(() ->
                    assertThat(new HashSet<>(hearing.seqs()).containsAll(owed)).isTrue());
            assertThat(hearing.seqs()).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void an_unsubscribed_listener_hears_nothing_more() {
        Hearing gone = subscribe(a(), room);
        Hearing stays = subscribe(a(), room);
        publish(b(), room, "for both");
        eventually(() -> assertThat(gone.events).hasSize(1));
        a().rooms().unsubscribe(room, gone);
        publish(b(), room, "for one");
        eventually(() -> assertThat(stays.events).hasSize(2));
        assertThat(gone.events).hasSize(1);
    }

    @Test
    void ending_a_subscription_that_there_is_not_changes_nothing() {
        Hearing stays = subscribe(a(), room);
        a().rooms().unsubscribe(room, new Hearing());
        a().rooms().unsubscribe("never-" + room, stays);
        Hearing gone = subscribe(a(), room);
        a().rooms().unsubscribe(room, gone);
        a().rooms().unsubscribe(room, gone);
        publish(b(), room, "hi");
        eventually(() -> assertThat(stays.seqs()).containsExactly(1L));
    }

    @Test
    void subscribing_and_unsubscribing_in_quick_turns_ends_as_the_last_call_says() {
        Hearing hearing = new Hearing();
        for (int i = 0; i < 100; i++) {
            a().rooms().subscribe(room, hearing);
            a().rooms().unsubscribe(room, hearing);
        }
        Head start = join(a().rooms().subscribe(room, hearing));
        Position position = publish(b(), room, "hi");
        assertThat(position).isEqualTo(new Position(start.epoch(), start.seq() + 1));
        eventually(() -> assertThat(hearing.seqs()).containsExactly(position.seq()));

        a().rooms().unsubscribe(room, hearing);
        a().rooms().subscribe(room, hearing);
        a().rooms().unsubscribe(room, hearing);
        Hearing witness = subscribe(a(), room);
        publish(b(), room, "for the witness");
        eventually(() -> assertThat(witness.events).hasSize(1));
        assertThat(hearing.events).hasSize(1);
    }

    @Test
    void a_listener_that_subscribes_again_finds_the_same_epoch_and_what_it_missed_in_the_seq() {
        Hearing hearing = new Hearing();
        Head first = join(a().rooms().subscribe(room, hearing));
        publish(b(), room, "heard");
        a().rooms().unsubscribe(room, hearing);
        publish(b(), room, "missed");
        assertThat(join(a().rooms().subscribe(room, hearing)).position()).isEqualTo(new Position(first.epoch(), 2));
    }

    @Test
    void a_listener_that_unsubscribes_itself_in_a_callback_hears_no_more_and_the_others_everything() {
        Hearing before = subscribe(a(), room);
        AtomicReference<Event> only = new AtomicReference<>();
        AtomicBoolean twice = new AtomicBoolean();
        join(a().rooms().subscribe(room, new Callback() {
            @Override
            public void onEvent(Event event) {
                twice.set(only.getAndSet(event) != null);
                a().rooms().unsubscribe(room, this);
            }
        }));
        Hearing after = subscribe(a(), room);
        publish(b(), room, "one");
        publish(b(), room, "two");
        eventually(() -> assertThat(before.seqs()).containsExactly(1L, 2L));
        eventually(() -> assertThat(after.seqs()).containsExactly(1L, 2L));
        assertThat(only.get().seq()).isEqualTo(1);
        assertThat(twice).isFalse();
    }

    @Test
    void a_listener_that_publishes_in_a_callback_does_not_disturb_the_order_of_the_others() {
        join(a().rooms().subscribe(room, new Callback() {
            @Override
            public void onEvent(Event event) {
                if (event.seq() == 1) {
                    a().rooms().publish(room, publication("reply"));
                }
            }
        }));
        Hearing hearing = subscribe(a(), room);
        publish(a(), room, "call");
        eventually(() -> assertThat(hearing.seqs()).containsExactly(1L, 2L));
        assertThat(text(hearing.events.get(1))).contains("reply");
    }

    @Test
    void a_listener_that_throws_keeps_nobody_else_from_hearing() {
        join(a().rooms().subscribe(room, new Callback() {
            @Override
            public void onEvent(Event event) {
                throw new IllegalStateException("on purpose");
            }
        }));
        join(a().rooms().subscribe(room, new Callback() {
            @Override
            public void onEvent(Event event) {
                throw new LinkageError("on purpose");
            }
        }));
        Hearing hearing = subscribe(a(), room);
        assertThat(publish(a(), room, "one").seq()).isEqualTo(1);
        assertThat(publish(b(), room, "two").seq()).isEqualTo(2);
        eventually(() -> assertThat(hearing.seqs()).containsExactly(1L, 2L));
    }

    @Test
    void a_room_may_have_any_name_that_the_protocol_allows() {
        for (String name : List.of("чат", "房間", "a.b_c-d:e", "x".repeat(128), "𐍈", "0")) {
            String unique = name + ":" + room;
            Hearing hearing = subscribe(a(), unique);
            assertThat(publish(b(), unique, "hi").seq()).isEqualTo(1);
            eventually(() -> assertThat(hearing.seqs()).containsExactly(1L));
        }
    }

    @Test
    void an_event_of_64_KiB_arrives_whole() {
        Hearing hearing = subscribe(b(), room);
        Publication publication = publication("Ж".repeat(32 * 1024));
        join(a().rooms().publish(room, publication));
        eventually(() -> assertThat(hearing.events).hasSize(1));
        Event event = hearing.events.get(0);
        assertThat(event.json()).isEqualTo(publication.at(1, at(event)));
    }

    @Test
    void a_room_that_nobody_listens_to_keeps_counting() {
        Position first = publish(a(), room, "one");
        for (int i = 2; i <= 10; i++) {
            assertThat(publish(b(), room, "more")).isEqualTo(new Position(first.epoch(), i));
        }
    }

    @Test
    void two_rooms_have_two_epochs() {
        assertThat(publish(a(), room, "one").epoch())
                .isNotEqualTo(publish(a(), "other-" + room, "one").epoch())
                .matches("[0-9a-z]{10,40}");
    }

    @Test
    void an_event_of_any_kind_has_its_place_and_keeps_its_kind_for_listeners_and_in_the_history() {
        EventKind kind = new EventKind(EventKind.MAX_CODE);
        Hearing hearing = subscribe(b(), room);
        publish(a(), room, "one");
        byte[] fields = "\"target\":1".getBytes(StandardCharsets.US_ASCII);
        Publication act = new Publication(kind, "deleted", fields, "key", null);
        assertThat(join(a().rooms().publish(room, act)).position().seq()).isEqualTo(2);
        assertThat(join(b().rooms().publish(room, act)).duplicate()).isTrue();
        publish(b(), room, "three");

        eventually(() -> assertThat(hearing.seqs()).containsExactly(1L, 2L, 3L));
        assertThat(hearing.events.stream().map(Event::kind))
                .containsExactly(EventKind.MESSAGE, kind, EventKind.MESSAGE);
        assertThat(text(hearing.events.get(1))).startsWith("{\"type\":\"deleted\",\"seq\":2,\"at\":");
        for (boolean newestFirst : new boolean[] {true, false}) {
            HistoryPage page = history(a(), new HistoryQuery(0, Long.MAX_VALUE, newestFirst, 10, 10_000));
            assertThat(page.events()).usingRecursiveComparison().isEqualTo(hearing.events);
        }
    }

    @Test
    void a_closed_broker_is_not_available_and_refuses() {
        Broker closed = another();
        Hearing hearing = subscribe(closed, room);
        assertThat(closed.available()).isTrue();
        closed.close();
        closed.close();
        assertThat(closed.available()).isFalse();
        assertUnavailable(closed.rooms().publish(room, publication("hi")));
        assertUnavailable(closed.rooms().subscribe(room, new Hearing()));
        assertUnavailable(closed.rooms().history(room, HistoryQuery.after(0, 1, 1)));
        closed.rooms().unsubscribe(room, hearing);
    }

    /** Hears events only. */
    private abstract static class Callback implements EventListener {
        @Override
        public void onLost() {}

        @Override
        public void onResumed(Head head) {}

        @Override
        public void onPosition(Head head) {}
    }
}
