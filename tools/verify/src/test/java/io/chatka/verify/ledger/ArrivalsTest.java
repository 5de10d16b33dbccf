package io.chatka.verify.ledger;

import static io.chatka.verify.ledger.Book.EPOCH;
import static io.chatka.verify.ledger.Book.message;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The rules for what clients get, held and violated, by ledgers that are written by hand. */
class ArrivalsTest {
    private final Book book = new Book();

    /** The same bytes to all. */
    @Nested
    class C2 {
        @Test
        void other_bytes_for_another_client_is_violated() {
            book.joins(1, 0).joins(2, 0).sends(1).gets(1, 1);
            Message same = message(1);
            book.gets(2, new Message("r", 1, same.sender(), same.text(), same.frame() + ' '));
            assertThat(book.broken()).containsExactly(Rule.C2);
        }

        @Test
        void other_bytes_in_the_history_is_violated() {
            Message same = message(1);
            book.joins(1, 0).sends(1).gets(1, 1);
            book.write(book.history(
                    EPOCH, java.util.List.of(new Message("r", 1, same.sender(), same.text(), same.frame() + ' '))));
            assertThat(book.broken()).containsExactly(Rule.C2);
        }

        @Test
        void another_message_at_that_seq_of_another_epoch_is_fine() {
            book.joins(1, 0).sends(1).sends(1, "new", 1).gets(1, 1).fault(true).epoch(1, "f", 0);
            book.gets(1, message(1, "new", "u1"));
            assertThat(book.broken()).isEmpty();
        }
    }

    /** One step at a time. */
    @Nested
    class C3 {
        @Test
        void one_left_out_is_violated() {
            book.joins(1, 0).sends(1, 2, 3).gets(1, 1, 3);
            assertThat(book.broken()).containsExactly(Rule.C3);
        }

        @Test
        void the_first_after_the_join_left_out_is_violated() {
            book.joins(1, 4).sends(6).gets(1, 6);
            assertThat(book.broken()).containsExactly(Rule.C3);
        }

        @Test
        void one_twice_is_violated() {
            book.joins(1, 0).sends(1, 2).gets(1, 1, 2, 2);
            assertThat(book.broken()).containsExactly(Rule.C3);
        }

        @Test
        void two_swapped_is_violated() {
            book.joins(1, 0).sends(1, 2, 3).gets(1, 1, 3, 2);
            assertThat(book.broken()).contains(Rule.C3);
        }

        @Test
        void left_out_and_told_as_a_gap_is_fine() {
            book.joins(1, 0).sends(1, 2, 3, 4).gets(1, 1).gap(1, 2, 3).gets(1, 4);
            assertThat(book.broken()).isEmpty();
        }

        @Test
        void a_gap_that_does_not_begin_where_it_should_is_violated() {
            book.joins(1, 0).sends(1, 2, 3, 4).gets(1, 1).gap(1, 3, 3).gets(1, 4);
            assertThat(book.broken()).containsExactly(Rule.C3);
        }

        @Test
        void a_gap_that_ends_before_it_begins_is_violated() {
            book.joins(1, 0).sends(1).gets(1, 1).gap(1, 2, 1);
            assertThat(book.broken()).containsExactly(Rule.C3);
        }

        @Test
        void what_a_gap_named_and_then_comes_is_violated() {
            book.joins(1, 0).sends(1, 2).gap(1, 1, 2).gets(1, 2);
            assertThat(book.broken()).containsExactly(Rule.C3);
        }

        @Test
        void a_new_epoch_that_starts_again_is_fine() {
            book.joins(1, 7).epoch(1, "f", 0).sends(1).gets(1, 1);
            assertThat(book.broken()).isEmpty();
        }

        @Test
        void the_same_epoch_from_another_seq_is_violated() {
            book.joins(1, 7).epoch(1, EPOCH, 3);
            assertThat(book.broken()).containsExactly(Rule.C3);
        }

        @Test
        void an_epoch_that_was_over_is_violated() {
            book.joins(1, 7).epoch(1, "f", 0).epoch(1, EPOCH, 7);
            assertThat(book.broken()).containsExactly(Rule.C3);
        }

        @Test
        void a_join_into_an_epoch_that_was_over_is_violated() {
            book.joins(1, 7).epoch(1, "f", 0).drops(1).joins(1, 7);
            assertThat(book.broken()).containsExactly(Rule.C3);
        }

        @Test
        void a_history_with_a_hole_is_violated() {
            book.joins(1, 0).sends(1, 2, 3).gets(1, 1, 2, 3);
            book.write(book.history(EPOCH, java.util.List.of(message(1), message(3))));
            assertThat(book.broken()).containsExactly(Rule.C3);
        }

        @Test
        void what_was_said_while_one_was_away_is_not_owed() {
            book.joins(1, 0).sends(1, 2, 3).gets(1, 1).leaves(1).joins(1, 2).gets(1, 3);
            assertThat(book.broken()).isEmpty();
        }
    }

    /** Nothing that nobody sent. */
    @Nested
    class C4 {
        @Test
        void what_nobody_sent_is_violated() {
            book.joins(1, 0).gets(1, 1);
            assertThat(book.broken()).containsExactly(Rule.C4);
        }

        @Test
        void what_has_no_key_of_ours_is_violated() {
            book.joins(1, 0).gets(1, new Message("r", 1, "u1", "buy now", "{}"));
            assertThat(book.broken()).containsExactly(Rule.C4);
        }

        @Test
        void a_wrong_sender_is_violated() {
            book.joins(1, 0).sends(1).gets(1, message(1, Book.key(1), "u2"));
            assertThat(book.broken()).containsExactly(Rule.C4);
        }

        @Test
        void the_sender_as_it_was_at_an_earlier_attempt_is_fine() {
            book.joins(1, 0).sends(1, Book.key(1), 1);
            book.write(new Event.Sent(
                    book.tick(), 1, "r", "u7", Book.key(1), 2, message(1).text()));
            book.gets(1, 1);
            assertThat(book.broken()).isEmpty();
        }

        @Test
        void another_text_is_violated() {
            book.joins(1, 0).sends(1);
            book.gets(1, new Message("r", 1, "u1", Message.text(Book.key(1), "bye"), "{}"));
            assertThat(book.broken()).containsExactly(Rule.C4);
        }

        @Test
        void a_message_of_a_room_in_which_one_is_not_is_violated() {
            book.joins(1, 0).joins(2, 0).sends(1).gets(1, 1).leaves(2).gets(2, 1);
            assertThat(book.broken()).containsExactly(Rule.C4);
        }

        @Test
        void a_message_that_was_sent_to_another_room_is_violated() {
            book.joins(1, 0);
            book.write(new Event.Sent(
                    book.tick(),
                    1,
                    "elsewhere",
                    "u1",
                    Book.key(1),
                    1,
                    message(1).text()));
            book.gets(1, 1);
            assertThat(book.broken()).containsExactly(Rule.C4);
        }
    }

    /** One key, one seq. */
    @Nested
    class C6 {
        @Test
        void the_same_key_at_two_seqs_is_violated() {
            book.joins(1, 0).sends(1).gets(1, 1).gets(1, message(2, Book.key(1), "u1"));
            assertThat(book.broken()).containsExactly(Rule.C6);
        }

        @Test
        void two_acks_with_different_seqs_is_violated() {
            book.joins(1, 0).sends(1).acks(1).acks(Book.key(1), 2);
            assertThat(book.broken()).containsExactly(Rule.C6);
        }

        @Test
        void two_acks_with_the_same_seq_is_fine() {
            book.joins(1, 0)
                    .sends(1)
                    .sends(1, Book.key(1), 2)
                    .acks(1)
                    .acks(1)
                    .gets(1, 1)
                    .concludes();
            assertThat(book.broken()).isEmpty();
        }

        @Test
        void an_ack_with_another_seq_than_it_came_with_is_violated() {
            book.joins(1, 0).sends(1).gets(1, 1).acks(Book.key(1), 5).concludes();
            assertThat(book.broken()).containsExactly(Rule.C6);
        }

        @Test
        void an_ack_for_what_was_never_sent_is_violated() {
            book.joins(1, 0).acks(1);
            assertThat(book.broken()).containsExactly(Rule.C6);
        }

        @Test
        void the_same_key_in_two_epochs_after_a_loss_that_may_be_is_fine() {
            book.joins(1, 0).sends(1).gets(1, 1).fault(true).epoch(1, "f", 0);
            book.sends(1, Book.key(1), 2)
                    .gets(1, 1)
                    .acks(Book.key(1), new Place("f", 1))
                    .concludes();
            assertThat(book.broken()).isEmpty();
        }

        @Test
        void two_acks_in_two_epochs_without_a_loss_is_violated() {
            book.joins(1, 0).sends(1).acks(1).epoch(1, "f", 0).acks(Book.key(1), new Place("f", 1));
            assertThat(book.broken()).containsExactly(Rule.C6);
        }
    }

    /** recovered:true hides nothing. */
    @Nested
    class C7 {
        private final Place three = new Place(EPOCH, 3);

        @Test
        void recovered_and_replayed_is_fine() {
            book.joins(1, 3)
                    .drops(1)
                    .sends(4, 5, 6)
                    .returns(1, three, EPOCH, 5, true)
                    .gets(1, 4, 5, 6);
            assertThat(book.broken()).isEmpty();
            assertThat(book.checker.behind()).isEmpty();
        }

        @Test
        void recovered_and_one_left_out_is_violated() {
            book.joins(1, 3)
                    .drops(1)
                    .sends(4, 5, 6)
                    .returns(1, three, EPOCH, 5, true)
                    .gets(1, 5, 6);
            assertThat(book.broken()).containsExactly(Rule.C7);
        }

        @Test
        void recovered_and_not_replayed_is_violated_when_time_is_over() {
            book.joins(1, 3).drops(1).returns(1, three, EPOCH, 5, true);
            assertThat(book.checker.behind()).hasSize(1);
            book.checker.overdue(book.tick());
            assertThat(book.broken()).containsExactly(Rule.C7);
        }

        @Test
        void recovered_and_a_gap_in_the_replay_is_violated() {
            book.joins(1, 3).drops(1).returns(1, three, EPOCH, 5, true).gap(1, 4, 5);
            assertThat(book.broken()).containsExactly(Rule.C7);
        }

        @Test
        void recovered_from_another_epoch_is_violated() {
            book.joins(1, 3).drops(1).returns(1, three, "f", 5, true);
            assertThat(book.broken()).containsExactly(Rule.C7);
        }

        @Test
        void recovered_from_beyond_the_top_is_violated() {
            book.joins(1, 3).drops(1).returns(1, new Place(EPOCH, 9), EPOCH, 5, true);
            assertThat(book.broken()).containsExactly(Rule.C7);
        }

        @Test
        void recovered_without_having_said_what_was_seen_is_violated() {
            book.joins(1, 3).drops(1).returns(1, null, EPOCH, 3, true);
            assertThat(book.broken()).containsExactly(Rule.C7);
        }

        @Test
        void not_recovered_is_fine() {
            book.joins(1, 3)
                    .drops(1)
                    .sends(6)
                    .returns(1, three, EPOCH, 5, false)
                    .gets(1, 6);
            assertThat(book.broken()).isEmpty();
        }
    }
}
