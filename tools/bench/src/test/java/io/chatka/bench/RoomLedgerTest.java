package io.chatka.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.bench.RoomLedger.Seat;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every fault there can be, put in on purpose. */
class RoomLedgerTest {
    private static final int ANN = 0;
    private static final int BOB = 1;

    private final Faults faults = new Faults();
    private final List<String> completed = new ArrayList<>();
    private final RoomLedger room =
            new RoomLedger(faults, (publisher, number, due) -> completed.add(publisher + "." + number + " due " + due));
    private final Seat first = room.join(10);
    private final Seat second = room.join(10);

    @Test
    void all_is_well() {
        for (int i = 1; i <= 200; i++) {
            give(first, 10 + i, ANN, i);
        }
        assertThat(completed).isEmpty();
        assertThat(room.underWay()).isEqualTo(200);
        for (int i = 1; i <= 200; i++) {
            give(second, 10 + i, ANN, i);
        }
        assertThat(completed).hasSize(200).startsWith("0.1 due 11").endsWith("0.200 due 210");
        assertThat(room.underWay()).isZero();
        assertThat(room.own()).isEqualTo(200);
        assertThat(first.lacking(200) + second.lacking(200)).isZero();
        assertClean();
    }

    @Test
    void message_that_one_member_never_gets_is_lost() {
        both(11, ANN, 1);
        give(first, 12, ANN, 2);
        both(13, ANN, 3);
        assertThat(faults.missing).isEqualTo(1);
        assertThat(first.lacking(3)).isZero();
        assertThat(second.lacking(3)).isEqualTo(1);
        assertThat(room.underWay()).isZero();
    }

    @Test
    void last_message_that_one_member_never_gets_is_lost() {
        both(11, ANN, 1);
        give(first, 12, ANN, 2);
        assertThat(faults.missing).isZero();
        assertThat(second.lacking(2)).isEqualTo(1);
        assertThat(room.underWay()).isEqualTo(1);
    }

    @Test
    void message_that_nobody_gets_and_that_has_no_place_is_lost() {
        both(11, ANN, 1);
        both(12, ANN, 3);
        assertThat(first.lacking(3)).isEqualTo(1);
        assertThat(second.lacking(3)).isEqualTo(1);
        assertThat(room.own()).isEqualTo(2);
    }

    @Test
    void message_that_comes_twice_is_a_duplicate() {
        both(11, ANN, 1);
        give(first, 11, ANN, 1);
        assertThat(faults.duplicates).isEqualTo(1);
        assertThat(first.lacking(1)).isZero();
    }

    @Test
    void message_with_two_places_is_a_duplicate_for_everybody() {
        both(11, ANN, 1);
        both(12, ANN, 1);
        assertThat(faults.duplicates).isEqualTo(2);
        assertThat(room.own()).isEqualTo(1);
    }

    @Test
    void messages_that_change_places_for_one_member_are_out_of_order() {
        give(first, 11, ANN, 1);
        give(first, 12, ANN, 2);
        give(second, 12, ANN, 2);
        give(second, 11, ANN, 1);
        assertThat(faults.reordered).isEqualTo(1);
        assertThat(faults.missing).isZero();
        assertThat(second.lacking(2)).isZero();
    }

    @Test
    void publisher_whose_messages_change_places_for_all_is_out_of_order() {
        both(11, ANN, 2);
        both(12, ANN, 1);
        assertThat(faults.reordered).isEqualTo(2);
    }

    @Test
    void publishers_may_come_in_any_order_among_each_other() {
        both(11, BOB, 1);
        both(12, ANN, 1);
        both(13, ANN, 2);
        both(14, BOB, 2);
        assertClean();
    }

    @Test
    void place_that_means_two_messages_is_a_contradiction() {
        give(first, 11, ANN, 1);
        give(second, 11, BOB, 1);
        assertThat(faults.contradictions).isEqualTo(1);
    }

    @Test
    void gap_is_told_and_not_lost() {
        for (int i = 1; i <= 5; i++) {
            give(first, 10 + i, ANN, i);
        }
        give(second, 11, ANN, 1);
        room.gap(second, 12, 14);
        give(second, 15, ANN, 5);
        assertThat(faults.gapped).isEqualTo(3);
        assertThat(faults.missing).isZero();
        assertThat(second.lacking(5)).isZero();
        assertThat(room.underWay()).isZero();
    }

    @Test
    void member_whom_a_gap_puts_ahead_of_the_others_makes_nobody_look_out_of_order() {
        room.gap(second, 11, 12);
        give(second, 13, ANN, 3);
        assertThat(completed).isEmpty();
        give(first, 11, ANN, 1);
        give(first, 12, ANN, 2);
        give(first, 13, ANN, 3);
        assertThat(faults.gapped).isEqualTo(2);
        assertThat(faults.reordered + faults.duplicates + faults.missing + faults.unchecked)
                .isZero();
        assertThat(room.own()).isEqualTo(3);
    }

    @Test
    void gap_that_tells_only_half_of_it_leaves_the_rest_lost() {
        both(11, ANN, 1);
        give(first, 12, ANN, 2);
        give(first, 13, ANN, 3);
        room.gap(second, 13, 13);
        assertThat(faults.missing).isEqualTo(1);
        assertThat(faults.gapped).isEqualTo(1);
        assertThat(second.lacking(3)).isEqualTo(1);
    }

    @Test
    void message_after_a_gap_that_said_it_would_not_come_is_a_duplicate() {
        room.gap(first, 11, 12);
        give(first, 11, ANN, 1);
        assertThat(faults.duplicates).isEqualTo(1);
    }

    @Test
    void new_epoch_starts_again() {
        both(11, ANN, 1);
        room.epoch(first, 0);
        room.epoch(second, 0);
        both(1, ANN, 2);
        assertThat(faults.epochs).isEqualTo(2);
        assertThat(faults.duplicates + faults.missing + faults.reordered).isZero();
    }

    @Test
    void member_who_leaves_is_not_waited_for() {
        give(first, 11, ANN, 1);
        room.leave(second);
        assertThat(completed).containsExactly("0.1 due 11");
        give(first, 12, ANN, 2);
        assertThat(completed).hasSize(2);
        assertClean();
    }

    @Test
    void what_others_say_in_the_room_has_a_place_and_is_none_of_ours() {
        room.foreign(first, 11);
        room.foreign(second, 11);
        both(12, ANN, 1);
        assertThat(room.own()).isEqualTo(1);
        assertThat(completed).containsExactly("0.1 due 12");
        assertClean();
    }

    @Test
    void member_far_behind_costs_a_bounded_ring() {
        int messages = 200_000;
        for (int i = 1; i <= messages; i++) {
            give(first, 10 + i, ANN, i);
        }
        assertThat(room.underWay()).isEqualTo(1 << 16);
        for (int i = 1; i <= messages; i++) {
            give(second, 10 + i, ANN, i);
        }
        assertThat(faults.unchecked).isEqualTo(messages - (1 << 16));
        assertThat(second.lacking(messages)).isZero();
        assertClean();
    }

    @Test
    void two_event_loops_that_saw_different_orders_do_not_agree() {
        RoomLedger same = new RoomLedger(faults, (publisher, number, due) -> {});
        RoomLedger other = new RoomLedger(faults, (publisher, number, due) -> {});
        Seat third = same.join(10);
        Seat fourth = other.join(10);
        both(11, ANN, 1);
        both(12, BOB, 1);
        same.message(third, 11, ANN, 1, 0);
        same.message(third, 12, BOB, 1, 0);
        other.message(fourth, 11, BOB, 1, 0);
        other.message(fourth, 12, ANN, 1, 0);
        assertThat(same.orderHash()).isEqualTo(room.orderHash()).isNotZero();
        assertThat(other.orderHash()).isNotEqualTo(room.orderHash()).isNotZero();
    }

    @Test
    void place_at_which_members_disagree_is_no_message_that_came_twice() {
        both(11, ANN, 1);
        // The second misses 2, and its server numbers nothing: whoever is first says what stands at 12.
        give(second, 12, ANN, 3);
        give(first, 12, ANN, 2);
        give(first, 13, ANN, 3);
        give(second, 13, ANN, 4);
        give(first, 14, ANN, 4);
        assertThat(faults.contradictions).isEqualTo(2);
        assertThat(faults.duplicates + faults.reordered).isZero();
        assertThat(second.lacking(4)).isEqualTo(1);
        assertThat(room.own()).isEqualTo(1);

        give(second, 14, ANN, 4);
        both(15, ANN, 4);
        assertThat(faults.duplicates).as("where they agree again").isEqualTo(2);
    }

    private void both(long seq, int publisher, int number) {
        give(first, seq, publisher, number);
        give(second, seq, publisher, number);
    }

    private void give(Seat seat, long seq, int publisher, int number) {
        room.message(seat, seq, publisher, number, seq);
    }

    private void assertClean() {
        assertThat(new Verdict(0, 0, faults).clean()).isTrue();
    }
}
