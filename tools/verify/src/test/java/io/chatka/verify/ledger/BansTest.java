package io.chatka.verify.ledger;

import static io.chatka.verify.ledger.Book.EPOCH;
import static io.chatka.verify.ledger.Book.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** M2, that banned users are not heard, held and violated, by ledgers that are written by hand. */
class BansTest {
    private static final Act BAN = new Act.Ban("u1", false);
    private static final Act UNBAN = new Act.Unban("u1");

    private final Book book = new Book();

    @Test
    void what_a_user_sends_after_the_ok_of_its_ban_and_somebody_receives_is_violated() {
        book.joins(1, 0).does(BAN).sends(1).gets(1, 1);
        assertThat(book.broken()).containsExactly(Rule.M2);
    }

    @Test
    void what_a_banned_user_sends_and_the_history_has_is_violated() {
        book.joins(1, 0).does(BAN).sends(1).write(book.history(EPOCH, List.of(message(1))));
        assertThat(book.broken()).containsExactly(Rule.M2);
    }

    @Test
    void what_a_banned_user_sends_and_the_server_acks_is_violated() {
        book.joins(1, 0).does(BAN).sends(1).acks(1);
        assertThat(book.broken()).containsExactly(Rule.M2);
    }

    @Test
    void what_was_sent_before_the_ok_may_come() {
        book.joins(1, 0).asks(BAN).sends(1).isDone(BAN).gets(1, 1);
        assertThat(book.broken()).isEmpty();
    }

    @Test
    void what_was_tried_first_before_the_ok_may_come_when_it_is_tried_again() {
        book.joins(1, 0).asks(BAN).sends(1).isDone(BAN).sends(1, Book.key(1), 2).gets(1, 1);
        assertThat(book.broken()).isEmpty();
    }

    @Test
    void what_is_tried_again_after_somebody_asked_to_end_the_ban_may_come() {
        book.joins(1, 0).does(BAN).sends(1).asks(UNBAN).sends(1, Book.key(1), 2).gets(1, 1);
        assertThat(book.broken()).isEmpty();
    }

    @Test
    void what_has_no_answer_when_the_ban_ends_may_come() {
        book.joins(1, 0).does(BAN).sends(1).asks(UNBAN).gets(1, 1);
        assertThat(book.broken()).isEmpty();
    }

    @Test
    void what_was_refused_before_the_ban_ends_is_violated_when_it_comes() {
        book.joins(1, 0).does(BAN).sends(1);
        book.write(new Event.Refused(book.tick(), 1, "r", Book.key(1), "banned", false));
        book.asks(UNBAN).gets(1, 1);
        assertThat(book.broken()).containsExactly(Rule.M2);
    }

    @Test
    void another_user_may_speak() {
        book.joins(1, 0).does(new Act.Ban("u2", false)).sends(1).gets(1, 1);
        assertThat(book.broken()).isEmpty();
    }

    @Test
    void a_ban_that_somebody_asked_to_end_before_its_ok_may_be_over() {
        book.joins(1, 0).asks(BAN).asks(UNBAN).isDone(BAN).sends(1).gets(1, 1);
        assertThat(book.broken()).isEmpty();
    }

    @Test
    void a_ban_that_the_server_may_have_forgotten_is_over() {
        book.joins(1, 0).does(BAN).fault(true).sends(1).gets(1, 1);
        assertThat(book.broken()).isEmpty();
    }

    @Test
    void the_story_has_the_ban() {
        book.joins(1, 0).does(BAN).sends(1).gets(1, 1);
        assertThat(book.story())
                .anyMatch(line -> line.contains("answered ok to ban u1"))
                .anyMatch(line -> line.contains("received seq 1, k1"));
    }
}
