package io.chatka.verify.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A story has what belongs to it, and nothing else. */
class StoryTest {
    private final Book book = new Book();

    @Test
    void a_message_left_out_is_told_with_the_join_before_it_and_the_faults_of_that_time() {
        book.joins(1, 0)
                .joins(2, 0)
                .joins(3, 1)
                .sends(1, 2, 3)
                .gets(1, 1)
                .leaves(2)
                .joins(2, 1);
        book.fault(false).gets(3, 2).gets(2, 2).gets(1, 3);
        assertThat(book.story())
                .hasSize(6)
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("C3 ").contains("client 1 received seq 3 (k3) after 1"),
                        line -> assertThat(line).contains("client 1", "joined r at e:0"),
                        line -> assertThat(line).contains("client 1", "sent k3"),
                        line -> assertThat(line).contains("client 1", "received seq 1, k1"),
                        line -> assertThat(line).contains("FAULT", "something broke"),
                        line -> assertThat(line).contains("client 1", "received seq 3, k3"));
    }

    @Test
    void a_key_at_two_seqs_is_told_with_the_first_who_got_it_at_the_other() {
        book.joins(1, 0).joins(2, 0).sends(1).gets(2, 1).drops(2).gets(1, 1);
        book.gets(1, Book.message(2, Book.key(1), "u1"));
        assertThat(book.story())
                .anyMatch(line -> line.contains("client 2") && line.contains("received seq 1, k1"))
                .anyMatch(line -> line.contains("client 1") && line.contains("received seq 2, k1"));
    }

    @Test
    void a_story_is_short_however_long_the_journal_is() {
        book.joins(1, 0);
        for (long seq = 1; seq <= 300; seq++) {
            book.sends(seq);
        }
        book.gets(1, 300);
        for (long i = 0; i < 200; i++) {
            book.fault(false);
        }
        book.checker.overdue(book.tick());
        assertThat(book.story().size()).isLessThan(70);
    }

    @Test
    void the_journal_forgets_the_oldest() {
        Journal journal = new Journal(3);
        for (int i = 0; i < 5; i++) {
            journal.add(new Event.Fault(i, "f" + i, false));
        }
        assertThat(journal.select(event -> true)).extracting(Event::describe).containsExactly("f2", "f3", "f4");
    }

    @Test
    void a_long_story_leaves_out_the_earliest_events_and_no_fault() {
        Book book = new Book();
        book.joins(1, 0).fault(false);
        for (int seq = 1; seq <= 100; seq++) {
            book.sends(seq).acks(seq);
        }
        book.checker.overdue(book.tick());
        assertThat(book.story().toString()).contains("something broke", "earlier events left out", "acked k100");
        assertThat(book.story().toString()).doesNotContain("sent k1,");
    }
}
