package io.chatka.verify.ledger;

import static io.chatka.verify.ledger.Book.EPOCH;
import static io.chatka.verify.ledger.Book.message;
import static io.chatka.verify.ledger.Book.messages;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Ledgers that are written by hand: what the checker keeps and forgets, and the rule of convergence. */
class CheckerTest {
    private final Book book = new Book();

    @Test
    void an_orderly_chat_violates_nothing() {
        book.joins(1, 0)
                .joins(2, 0)
                .sends(1, 2, 3)
                .gets(1, 1, 2)
                .acks(1)
                .acks(2)
                .gets(2, 1, 2, 3)
                .gets(1, 3)
                .acks(3);
        assertThat(book.checker.behind()).isEmpty();
        book.concludes(book.history(EPOCH, messages(1, 3)), 200);
        assertThat(book.broken()).isEmpty();
        assertThat(book.checker.tally().get(Count.IN_HISTORY)).isEqualTo(3);
    }

    /** Converged in time. */
    @Nested
    class C8 {
        @Test
        void a_member_that_lacks_the_last_message_is_behind() {
            book.joins(1, 0).joins(2, 0).sends(1, 2).gets(1, 1, 2).gets(2, 1);
            assertThat(book.checker.behind()).extracting(Unsettled::client).containsExactly(2);
            book.checker.overdue(book.tick());
            assertThat(book.broken()).containsExactly(Rule.C8);
        }

        @Test
        void a_member_in_an_old_epoch_is_behind() {
            book.joins(1, 4).joins(2, 4).epoch(1, "f", 0);
            assertThat(book.checker.behind()).extracting(Unsettled::client).containsExactly(2);
        }

        @Test
        void a_member_that_was_not_told_that_the_broker_is_back_is_behind() {
            book.joins(1, 0).write(new Event.Degraded(book.tick(), 1, "r", true));
            assertThat(book.checker.behind()).hasSize(1);
            book.write(new Event.Degraded(book.tick(), 1, "r", false));
            assertThat(book.checker.behind()).isEmpty();
        }

        @Test
        void who_has_left_or_lost_its_connection_is_not_behind() {
            book.joins(1, 0).joins(2, 0).joins(3, 0).sends(1).leaves(2).drops(3).gets(1, 1);
            assertThat(book.checker.behind()).isEmpty();
        }

        @Test
        void a_gap_to_the_end_is_converged() {
            book.joins(1, 0).joins(2, 0).sends(1, 2).gets(1, 1, 2).gets(2, 1).gap(2, 2, 2);
            assertThat(book.checker.behind()).isEmpty();
        }
    }

    @Test
    void rounds_that_were_concluded_are_forgotten_but_for_what_the_history_may_still_show() {
        book.joins(1, 0);
        for (int round = 0; round < 20; round++) {
            long first = round * 100 + 1;
            for (long seq = first; seq < first + 100; seq++) {
                book.sends(seq).gets(1, seq).acks(seq);
            }
            book.concludes(book.history(EPOCH, messages(Math.max(1, first - 100), first + 99)), 200);
        }
        assertThat(book.broken()).isEmpty();
        assertThat(book.checker.size()).isLessThanOrEqualTo(500);
    }

    @Test
    void a_message_said_again_long_after_it_was_forgotten_is_violated() {
        book.joins(1, 0);
        for (long seq = 1; seq <= 600; seq++) {
            book.sends(seq).gets(1, seq).acks(seq);
        }
        book.concludes().gets(1, message(601, Book.key(1), "u1"));
        assertThat(book.broken()).containsExactly(Rule.C4);
    }
}
