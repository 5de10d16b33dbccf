package io.chatka.verify.ledger;

import static io.chatka.verify.ledger.Book.EPOCH;
import static io.chatka.verify.ledger.Book.message;
import static io.chatka.verify.ledger.Book.messages;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Each rule, held and violated, by ledgers that are written by hand. */
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
