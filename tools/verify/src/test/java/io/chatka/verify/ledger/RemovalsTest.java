package io.chatka.verify.ledger;

import static io.chatka.verify.ledger.Book.EPOCH;
import static io.chatka.verify.ledger.Book.cleared;
import static io.chatka.verify.ledger.Book.delete;
import static io.chatka.verify.ledger.Book.deleted;
import static io.chatka.verify.ledger.Book.message;
import static io.chatka.verify.ledger.Book.tombstone;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The rules for deleted texts, held and violated, by ledgers that are written by hand. */
class RemovalsTest {
    private static final Act CLEAR = new Act.Clear("u1");

    private final Book book = new Book();

    /** Two members have seen two texts, of which the first is deleted; both learn that. */
    @Test
    void a_deletion_that_all_learn_of_violates_nothing() {
        book.joins(1, 0)
                .joins(2, 0)
                .sends(1, 2)
                .gets(1, 1, 2)
                .gets(2, 1, 2)
                .acks(1)
                .acks(2);
        book.does(delete(1)).gets(1, deleted(3, 1)).gets(2, deleted(3, 1));
        assertThat(book.checker.behind()).isEmpty();
        book.concludes(book.history(EPOCH, List.of(tombstone(1), message(2), deleted(3, 1))), 200);
        assertThat(book.broken()).isEmpty();
        assertThat(book.checker.tally().get(Count.LEARNED)).isEqualTo(2);
    }

    /** A text is gone in time. */
    @Nested
    class M1 {
        @Test
        void a_text_that_comes_live_a_second_after_the_ok_is_violated() {
            book.joins(1, 0).joins(2, 0).sends(1).gets(1, 1).does(delete(1)).passes(1_000);
            book.gets(2, 1);
            assertThat(book.broken()).containsExactly(Rule.M1);
        }

        @Test
        void a_text_that_comes_within_a_second_is_fine() {
            book.joins(1, 0).joins(2, 0).sends(1).gets(1, 1).does(delete(1)).passes(900);
            book.gets(2, 1);
            assertThat(book.broken()).isEmpty();
        }

        @Test
        void a_text_in_the_history_a_second_after_the_ok_is_violated() {
            book.joins(1, 0).sends(1).gets(1, 1).does(delete(1)).passes(1_000);
            book.write(book.history(EPOCH, List.of(message(1))));
            assertThat(book.broken()).containsExactly(Rule.M1);
        }

        @Test
        void a_text_in_a_replay_a_second_after_the_ok_is_violated() {
            book.joins(1, 0).joins(2, 0).drops(2).sends(1).gets(1, 1).does(delete(1));
            book.passes(1_000).returns(2, new Place(EPOCH, 0), EPOCH, 2, true).gets(2, 1);
            assertThat(book.broken()).containsExactly(Rule.M1);
        }

        @Test
        void a_tombstone_in_a_replay_is_fine_and_C1_takes_it() {
            book.joins(1, 0).joins(2, 0).drops(2).sends(1).acks(1).gets(1, 1).does(delete(1));
            book.gets(1, deleted(2, 1)).passes(1_000).returns(2, new Place(EPOCH, 0), EPOCH, 2, true);
            book.gets(2, tombstone(1)).gets(2, deleted(2, 1)).concludes();
            assertThat(book.broken()).isEmpty();
        }

        @Test
        void a_text_that_a_fault_has_held_back_may_come_within_a_second_after_the_repair() {
            book.joins(1, 0).joins(2, 0).sends(1).gets(1, 1).delay(Event.Delay.BEGINS);
            book.does(delete(1))
                    .passes(3_000)
                    .delay(Event.Delay.ENDS)
                    .passes(900)
                    .gets(2, 1);
            assertThat(book.broken()).isEmpty();
            book.passes(200).write(book.history(EPOCH, List.of(message(1))));
            assertThat(book.broken()).containsExactly(Rule.M1);
        }

        @Test
        void a_text_that_a_client_did_not_read_may_come_when_it_reads() {
            book.joins(1, 0).joins(2, 0).sends(1).gets(1, 1);
            book.write(new Event.Reading(book.tick(), 2, false)).does(delete(1)).passes(3_000);
            book.write(new Event.Reading(book.tick(), 2, true)).gets(2, 1);
            assertThat(book.broken()).isEmpty();
        }

        @Test
        void a_text_of_a_user_that_was_acked_before_the_user_was_cleared_is_gone() {
            book.joins(1, 0).joins(2, 0).sends(1).acks(1).gets(1, 1).does(CLEAR).passes(1_000);
            book.gets(2, 1);
            assertThat(book.broken()).containsExactly(Rule.M1);
        }

        @Test
        void a_text_of_a_user_that_may_be_later_than_the_clearing_is_not_gone() {
            book.joins(1, 0).joins(2, 0).sends(1).gets(1, 1).asks(CLEAR).acks(1).isDone(CLEAR);
            book.passes(1_000).gets(2, 1);
            assertThat(book.broken()).isEmpty();
        }

        @Test
        void a_deletion_that_the_server_may_have_forgotten_is_none() {
            book.joins(1, 0).joins(2, 0).sends(1).gets(1, 1).does(delete(1)).fault(true);
            book.passes(1_000).gets(2, 1);
            assertThat(book.broken()).isEmpty();
        }
    }

    /** Who has the text learns that it is deleted. */
    @Nested
    class M3 {
        @Test
        void a_member_that_has_the_text_and_does_not_learn_is_violated_when_time_is_over() {
            book.joins(1, 0).joins(2, 0).sends(1, 2).gets(1, 1, 2).gets(2, 1, 2);
            book.does(delete(1)).gets(1, deleted(3, 1)).gets(2, deleted(3, 1));
            assertThat(book.checker.behind()).isEmpty();
            book.does(delete(2)).gets(1, deleted(4, 2));
            book.gets(2, deleted(4, 2).with(new Removal.Of(1)));
            overdue();
            assertThat(book.broken()).containsExactly(Rule.M3);
        }

        @Test
        void a_deletion_of_which_nobody_hears_is_violated() {
            book.joins(1, 0).sends(1).gets(1, 1).does(delete(1));
            overdue();
            assertThat(book.broken()).containsExactly(Rule.M3);
        }

        @Test
        void a_client_that_was_away_and_learns_by_the_replay_is_fine() {
            book.joins(1, 0).joins(2, 0).sends(1).gets(1, 1).gets(2, 1).drops(2).does(delete(1));
            book.gets(1, deleted(2, 1)).returns(2, new Place(EPOCH, 1), EPOCH, 2, true);
            assertThat(book.checker.behind()).isNotEmpty();
            book.gets(2, deleted(2, 1));
            assertThat(book.checker.behind()).isEmpty();
            assertThat(book.checker.tally().get(Count.LEARNED_LATE)).isEqualTo(1);
        }

        @Test
        void a_client_that_was_away_and_gets_another_deletion_instead_is_violated() {
            book.joins(1, 0).joins(2, 0).sends(1, 2).gets(1, 1, 2).gets(2, 1, 2).drops(2);
            book.does(delete(1)).does(delete(2)).gets(1, deleted(3, 1)).gets(1, deleted(4, 2));
            book.returns(2, new Place(EPOCH, 2), EPOCH, 4, true).gets(2, deleted(3, 1));
            book.gets(2, deleted(4, 2).with(new Removal.Of(1)));
            overdue();
            assertThat(book.broken()).containsExactly(Rule.M3);
        }

        @Test
        void a_client_that_learns_by_the_history_is_fine() {
            book.joins(9, 0).sends(1, 2).gets(9, 1, 2).does(delete(1)).does(delete(2));
            book.gets(9, deleted(3, 1)).gets(9, deleted(4, 2).with(new Removal.Of(1)));
            assertThat(book.checker.behind()).isNotEmpty();
            book.write(book.history(EPOCH, List.of(tombstone(1), tombstone(2))));
            assertThat(book.checker.behind()).isEmpty();
        }

        @Test
        void a_deletion_in_a_gap_is_not_owed() {
            book.joins(1, 0).joins(2, 0).sends(1).gets(1, 1).gets(2, 1).does(delete(1));
            book.gets(1, deleted(2, 1)).gap(2, 2, 2);
            assertThat(book.checker.behind()).isEmpty();
        }

        @Test
        void a_client_that_was_not_recovered_is_not_owed_it() {
            book.joins(1, 0).joins(2, 0).sends(1).gets(1, 1).gets(2, 1).drops(2).does(delete(1));
            book.gets(1, deleted(2, 1)).returns(2, new Place(EPOCH, 1), EPOCH, 2, false);
            assertThat(book.checker.behind()).isEmpty();
        }

        @Test
        void a_clearing_is_learned_for_all_earlier_texts_of_the_user() {
            book.joins(1, 0).sends(1, 2).acks(1).acks(2).gets(1, 1, 2).does(CLEAR);
            assertThat(book.checker.behind()).isNotEmpty();
            book.gets(1, cleared(3, "u1"));
            assertThat(book.checker.behind()).isEmpty();
            assertThat(book.checker.tally().get(Count.LEARNED)).isEqualTo(2);
        }

        private void overdue() {
            assertThat(book.checker.behind()).isNotEmpty();
            book.checker.overdue(book.tick());
        }
    }

    /** Nothing is deleted that nobody deleted. */
    @Nested
    class C4 {
        @Test
        void a_tombstone_in_the_place_of_a_text_that_nobody_deleted_is_violated() {
            book.joins(1, 0).joins(2, 0).sends(1).gets(1, 1).gets(2, tombstone(1));
            assertThat(book.broken()).containsExactly(Rule.C4);
        }

        @Test
        void a_deletion_that_nobody_asked_for_is_violated() {
            book.joins(1, 0).sends(1).gets(1, 1).gets(1, deleted(2, 1));
            assertThat(book.broken()).containsExactly(Rule.C4);
        }

        @Test
        void a_tombstone_of_a_text_whose_user_is_cleared_is_fine() {
            book.joins(1, 0).joins(2, 0).sends(1).gets(1, 1).asks(CLEAR).gets(2, tombstone(1));
            assertThat(book.broken()).isEmpty();
        }
    }
}
