package io.chatka.verify.ledger;

import static io.chatka.verify.ledger.Book.EPOCH;
import static io.chatka.verify.ledger.Book.messages;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The rules that need all to be quiet, held and violated, by ledgers that are written by hand. */
class ConclusionTest {
    private final Book book = new Book();

    /** An acked message stays, and comes to all that are owed it. */
    @Nested
    class C1 {
        @Test
        void acked_and_not_in_the_history_is_violated() {
            book.joins(1, 0).sends(1, 2).gets(1, 1, 2).acks(1).acks(2);
            book.concludes(book.history(EPOCH, messages(1, 1)), 200);
            assertThat(book.broken()).containsExactly(Rule.C1);
        }

        @Test
        void acked_and_the_history_is_empty_is_violated() {
            book.joins(1, 0).sends(1).gets(1, 1).acks(1).concludes(book.history(EPOCH, messages(1, 0)), 200);
            assertThat(book.broken()).containsExactly(Rule.C1);
        }

        @Test
        void acked_and_the_history_begins_later_than_it_may_is_violated() {
            book.joins(1, 0).sends(1, 2, 3).gets(1, 1, 2, 3).acks(1);
            book.concludes(book.history(EPOCH, messages(2, 3)), 200);
            assertThat(book.broken()).containsExactly(Rule.C1);
        }

        @Test
        void acked_and_older_than_the_history_is_deep_is_fine() {
            book.joins(1, 0).sends(1, 2, 3).gets(1, 1, 2, 3).acks(1);
            book.concludes(book.history(EPOCH, messages(2, 3)), 2);
            assertThat(book.broken()).isEmpty();
        }

        @Test
        void acked_and_another_is_at_its_place_is_violated() {
            book.joins(1, 0).sends(1).sends(1, "other", 1).gets(1, 1).acks(1).acks("other", 1);
            book.concludes(book.history(EPOCH, messages(1, 1)), 200);
            assertThat(book.broken()).containsExactly(Rule.C1);
        }

        @Test
        void acked_and_received_by_nobody_is_violated() {
            book.joins(1, 0).sends(1).acks(1);
            assertThat(book.checker.behind()).hasSize(1);
            book.checker.overdue(book.tick());
            assertThat(book.broken()).containsExactly(Rule.C1);
        }

        @Test
        void acked_and_forgotten_later_than_the_loss_that_may_is_violated() {
            book.joins(1, 0).fault(true).epoch(1, "f", 0).sends(1).gets(1, 1);
            book.acks(Book.key(1), new Place("f", 1));
            book.concludes(book.history("f", messages(1, 0)), 200);
            assertThat(book.broken()).containsExactly(Rule.C1);
        }

        @Test
        void acked_where_others_received_another_is_violated() {
            book.joins(1, 0)
                    .sends(1)
                    .sends(1, "other", 1)
                    .gets(1, 1)
                    .acks("other", 1)
                    .concludes();
            assertThat(book.broken()).containsExactly(Rule.C1);
        }

        @Test
        void acked_received_by_nobody_and_nobody_there_is_fine() {
            book.joins(1, 0).sends(1).leaves(1).acks(1).concludes();
            assertThat(book.checker.behind()).isEmpty();
            assertThat(book.broken()).isEmpty();
        }

        @Test
        void acked_and_forgotten_by_a_fault_that_may_is_fine() {
            book.joins(1, 0).sends(1).gets(1, 1).acks(1).fault(true).epoch(1, "f", 0);
            book.concludes(book.history("f", messages(1, 0)), 200);
            assertThat(book.broken()).isEmpty();
        }

        @Test
        void acked_and_forgotten_by_a_fault_that_may_not_is_violated() {
            book.joins(1, 0).sends(1).gets(1, 1).acks(1).fault(false).epoch(1, "f", 0);
            book.concludes(book.history("f", messages(1, 0)), 200);
            assertThat(book.broken()).containsExactly(Rule.C1);
        }

        /** A node that subscribes again must not take the present place for the beginning of the epoch. */
        @Test
        void acked_in_a_new_epoch_before_where_a_member_was_told_that_it_begins_is_violated() {
            book.joins(1, 0).joins(2, 0).fault(true).epoch(1, "f", 0).sends(1).gets(1, 1);
            book.acks(Book.key(1), new Place("f", 1)).epoch(2, "f", 1);
            assertThat(book.checker.behind()).isEmpty();
            book.concludes(book.history("f", messages(1, 1)), 200);
            assertThat(book.broken()).containsExactly(Rule.C1);
        }

        @Test
        void acked_in_a_new_epoch_and_told_as_a_gap_is_fine() {
            book.joins(1, 0).joins(2, 0).fault(true).epoch(1, "f", 0).sends(1).gets(1, 1);
            book.acks(Book.key(1), new Place("f", 1)).epoch(2, "f", 0).gap(2, 1, 1);
            book.concludes(book.history("f", messages(1, 1)), 200);
            assertThat(book.broken()).isEmpty();
        }

        @Test
        void acked_in_a_new_epoch_and_joined_later_is_fine() {
            book.joins(1, 0).fault(true).epoch(1, "f", 0).sends(1).gets(1, 1);
            book.acks(Book.key(1), new Place("f", 1)).returns(2, new Place(EPOCH, 0), "f", 1, false);
            book.concludes(book.history("f", messages(1, 1)), 200);
            assertThat(book.broken()).isEmpty();
        }

        /** That this epoch is lost as well does not make a wrong beginning right. */
        @Test
        void acked_before_a_wrong_beginning_of_an_epoch_that_is_lost_later_is_violated() {
            book.joins(1, 0).joins(2, 0).fault(true).epoch(1, "f", 0).sends(1).gets(1, 1);
            book.acks(Book.key(1), new Place("f", 1)).epoch(2, "f", 1);
            book.fault(true).epoch(1, "h", 0).epoch(2, "h", 0);
            book.concludes(book.history("h", messages(1, 0)), 200);
            assertThat(book.broken()).containsExactly(Rule.C1);
        }

        /** Sent before the loss, and acked in the epoch that came of it: nothing may be forgotten there. */
        @Test
        void acked_in_an_epoch_that_began_after_the_loss_is_owed_though_sent_before_it() {
            book.joins(1, 0).joins(2, 0).sends(1).fault(true).epoch(1, "f", 0);
            book.gets(1, 1).acks(Book.key(1), new Place("f", 1));
            book.epoch(1, "h", 0).epoch(2, "h", 0);
            book.concludes(book.history("h", messages(1, 0)), 200);
            assertThat(book.broken()).containsExactly(Rule.C1);
        }

        @Test
        void what_an_earlier_conclusion_has_looked_at_is_not_looked_for_again() {
            book.joins(1, 0).sends(1).gets(1, 1).acks(1);
            book.concludes(book.history(EPOCH, messages(1, 1)), 200);
            book.concludes(book.history(EPOCH, messages(1, 1)), 200);
            assertThat(book.broken()).isEmpty();
        }

        @Test
        void received_in_time_and_acked_only_after_a_conclusion_is_fine() {
            book.joins(1, 0).sends(1).gets(1, 1).concludes(book.history(EPOCH, messages(1, 1)), 200);
            book.acks(1).concludes(book.history(EPOCH, messages(1, 1)), 200);
            assertThat(book.broken()).isEmpty();
        }

        @Test
        void not_acked_and_not_there_is_fine() {
            book.joins(1, 0).sends(1, 2).gets(1, 1).acks(1).concludes(book.history(EPOCH, messages(1, 1)), 200);
            assertThat(book.broken()).isEmpty();
        }
    }

    /** What was acked before comes first. */
    @Nested
    class C5 {
        @Test
        void acked_before_the_next_was_sent_and_behind_it_is_violated() {
            book.joins(1, 0).sends(2).acks(2).sends(1).gets(1, 1, 2).acks(1).concludes();
            assertThat(book.broken()).containsExactly(Rule.C5);
        }

        @Test
        void not_acked_before_the_next_was_sent_and_behind_it_is_fine() {
            book.joins(1, 0).sends(2).sends(1).gets(1, 1, 2).acks(2).acks(1).concludes();
            assertThat(book.broken()).isEmpty();
        }
    }
}
