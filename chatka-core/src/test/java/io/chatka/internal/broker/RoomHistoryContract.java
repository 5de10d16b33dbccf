package io.chatka.internal.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What every {@link RoomBroker} promises of the history, and of keys. */
abstract class RoomHistoryContract extends BrokerContract {
    private static final Duration FOR_LONG = Duration.ofMinutes(5);

    @Test
    void history_has_the_events_as_they_were_told_in_their_order_on_every_node() {
        Hearing hearing = subscribe(a(), room);
        for (int i = 1; i <= 5; i++) {
            publish(i % 2 == 0 ? a() : b(), room, "naïve 🚀 " + i);
        }
        eventually(() -> assertThat(hearing.events).hasSize(5));
        for (Broker broker : List.of(a(), b())) {
            HistoryPage page = history(broker, HistoryQuery.after(0, 10, 10_000));
            assertThat(page.top().seq()).isEqualTo(5);
            assertThat(page.more()).isFalse();
            assertThat(page.events()).usingRecursiveComparison().isEqualTo(hearing.events);
        }
    }

    @Test
    void history_of_a_new_room_is_empty_and_names_the_epoch_to_come() {
        HistoryPage page = history(a(), HistoryQuery.after(0, 10, 10_000));
        assertThat(page.events()).isEmpty();
        assertThat(page.more()).isFalse();
        assertThat(page.top().seq()).isZero();
        assertThat(publish(b(), room, "first"))
                .isEqualTo(new Position(page.top().epoch(), 1));
    }

    @Test
    void a_room_says_where_its_epoch_began_however_late_it_is_asked() {
        Head start = join(a().rooms().subscribe(room, new Hearing()));
        assertThat(start).isEqualTo(new Head(start.epoch(), 0, 0, null));
        publish(a(), room, "one");
        publish(b(), room, "two");
        Head later = new Head(start.epoch(), 0, 2, null);
        for (Broker broker : List.of(a(), b())) {
            assertThat(join(broker.rooms().subscribe(room, new Hearing()))).isEqualTo(later);
            assertThat(history(broker, HistoryQuery.after(2, 9, 10_000)).top()).isEqualTo(later);
            // A reader can get all of it from there.
            assertThat(history(broker, HistoryQuery.after(later.first(), 9, 10_000))
                            .events())
                    .hasSize(2);
        }
    }

    @Test
    void history_is_given_from_the_end_that_was_asked_for_within_its_bounds() {
        for (int i = 1; i <= 10; i++) {
            publish(a(), room, "text " + i);
        }
        assertSeqs(HistoryQuery.after(4, 3, 10_000), true, 5, 6, 7);
        assertSeqs(HistoryQuery.after(7, 3, 10_000), false, 8, 9, 10);
        assertSeqs(HistoryQuery.after(8, 3, 10_000), false, 9, 10);
        assertSeqs(HistoryQuery.after(10, 3, 10_000), false);
        assertSeqs(HistoryQuery.after(99, 3, 10_000), false);
        assertSeqs(HistoryQuery.after(Long.MAX_VALUE, 3, 10_000), false);
        assertSeqs(HistoryQuery.backTo(0, 3, 10_000), true, 8, 9, 10);
        assertSeqs(HistoryQuery.backTo(7, 3, 10_000), false, 8, 9, 10);
        assertSeqs(HistoryQuery.backTo(8, 3, 10_000), false, 9, 10);
        assertSeqs(new HistoryQuery(0, 4, true, 2, 10_000), true, 2, 3);
        assertSeqs(new HistoryQuery(0, 4, true, 3, 10_000), false, 1, 2, 3);
        assertSeqs(new HistoryQuery(2, 5, false, 9, 10_000), false, 3, 4);
        assertSeqs(new HistoryQuery(2, 3, false, 9, 10_000), false);
        assertSeqs(new HistoryQuery(0, 1, true, 9, 10_000), false);
        assertSeqs(new HistoryQuery(0, 0, true, 9, 10_000), false);
        assertSeqs(new HistoryQuery(9, 2, true, 9, 10_000), false);
    }

    @Test
    void a_page_of_history_ends_before_it_has_too_many_bytes_but_is_not_empty_for_that() {
        int bytes = 0;
        for (int i = 1; i <= 6; i++) {
            publish(a(), room, "text " + i);
        }
        for (Event event : history(a(), HistoryQuery.after(0, 2, 10_000)).events()) {
            bytes += event.json().length;
        }
        assertSeqs(HistoryQuery.after(0, 9, bytes), true, 1, 2);
        assertSeqs(HistoryQuery.after(0, 9, bytes - 1), true, 1);
        assertSeqs(HistoryQuery.backTo(0, 9, bytes), true, 5, 6);
        assertSeqs(HistoryQuery.backTo(0, 9, 1), true, 6);
        assertSeqs(HistoryQuery.backTo(5, 9, 1), false, 6);
    }

    @Test
    void of_more_events_than_are_kept_the_oldest_are_gone() {
        List<CompletionStage<Receipt>> stages = new ArrayList<>();
        for (int i = 1; i <= 250; i++) {
            stages.add(a().rooms().publish(room, publication("text " + i)));
        }
        stages.forEach(BrokerContract::join);
        HistoryPage page = history(b(), HistoryQuery.after(0, 1_000, 1_000_000));
        assertThat(page.events().stream().map(Event::seq)).isEqualTo(seqs(51, 250));
        assertThat(page.more()).isFalse();
    }

    @Test
    void events_that_are_too_old_are_gone() {
        try (Broker forgetful = another(HistorySettings.of(new Retention(200, Duration.ofMillis(50)), FOR_LONG))) {
            publish(forgetful, room, "one");
            eventually(() -> assertThat(
                            history(forgetful, HistoryQuery.after(0, 9, 10_000)).events())
                    .isEmpty());
            Position second = publish(forgetful, room, "two");
            assertThat(second.seq()).isEqualTo(2);
        }
    }

    @Test
    void a_room_that_keeps_nothing_counts_all_the_same() {
        try (Broker forgetful = another(HistorySettings.none())) {
            publish(forgetful, room, "one");
            HistoryPage page = history(forgetful, HistoryQuery.after(0, 9, 10_000));
            assertThat(page.events()).isEmpty();
            assertThat(page.top().seq()).isEqualTo(1);
        }
    }

    @Test
    void how_much_is_kept_is_each_rooms_own_matter() {
        HistorySettings byName = new HistorySettings(
                name -> new Retention(name.startsWith("two") ? 2 : 0, Duration.ofMinutes(1)), FOR_LONG, FOR_LONG);
        try (Broker broker = another(byName)) {
            for (int i = 0; i < 3; i++) {
                publish(broker, "two" + room, "hi");
                publish(broker, "none" + room, "hi");
            }
            HistoryQuery all = HistoryQuery.after(0, 9, 10_000);
            assertThat(join(broker.rooms().history("two" + room, all)).events()).hasSize(2);
            assertThat(join(broker.rooms().history("none" + room, all)).events())
                    .isEmpty();
        }
    }

    @Test
    void a_repetition_gets_the_place_of_the_first_and_is_not_published() {
        Hearing hearing = subscribe(b(), room);
        Receipt first = join(a().rooms().publish(room, publication("one", "k1")));
        assertThat(first.duplicate()).isFalse();
        publish(a(), room, "two");
        for (Broker broker : List.of(a(), b())) {
            assertThat(join(broker.rooms().publish(room, publication("one again", "k1"))))
                    .isEqualTo(new Receipt(first.position(), true));
        }
        assertThat(join(b().rooms().publish(room, publication("three", "k2"))))
                .isEqualTo(new Receipt(new Position(first.position().epoch(), 3), false));
        eventually(() -> assertThat(hearing.seqs()).containsExactly(1L, 2L, 3L));
        assertThat(text(hearing.events.get(0))).contains("one").doesNotContain("k1");
        assertThat(history(a(), HistoryQuery.after(0, 9, 10_000)).events()).hasSize(3);
    }

    @Test
    void a_key_means_nothing_in_another_room() {
        join(a().rooms().publish(room, publication("here", "k")));
        assertThat(join(a().rooms().publish("other-" + room, publication("there", "k")))
                        .duplicate())
                .isFalse();
    }

    @Test
    void of_repetitions_at_the_same_time_one_is_published() {
        Hearing hearing = subscribe(b(), room);
        List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            Broker broker = i % 2 == 0 ? a() : b();
            receipts.add(
                    CompletableFuture.supplyAsync(() -> join(broker.rooms().publish(room, publication("hi", "same")))));
        }
        assertThat(receipts.stream().map(CompletableFuture::join).filter(receipt -> !receipt.duplicate()))
                .hasSize(1);
        publish(a(), room, "last");
        eventually(() -> assertThat(hearing.seqs()).containsExactly(1L, 2L));
    }

    @Test
    void a_key_is_forgotten_after_its_window() {
        try (Broker forgetful =
                another(HistorySettings.of(new Retention(200, Duration.ofMinutes(1)), Duration.ofMillis(50)))) {
            Receipt first = join(forgetful.rooms().publish(room, publication("hi", "k")));
            eventually(() -> assertThat(join(forgetful.rooms().publish(room, publication("hi", "k")))
                            .duplicate())
                    .isFalse());
            assertThat(first.duplicate()).isFalse();
        }
    }

    protected final HistoryPage history(Broker broker, HistoryQuery query) {
        return join(broker.rooms().history(room, query));
    }

    private void assertSeqs(HistoryQuery query, boolean more, long... seqs) {
        for (Broker broker : List.of(a(), b())) {
            HistoryPage page = history(broker, query);
            assertThat(page.events().stream().mapToLong(Event::seq).toArray())
                    .as("%s", query)
                    .containsExactly(seqs);
            assertThat(page.more()).as("more of %s", query).isEqualTo(more);
        }
    }
}
