package io.chatka.verify.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.verify.ledger.Act;
import io.chatka.verify.ledger.Event;
import io.chatka.verify.ledger.Message;
import io.chatka.verify.ledger.Recorder;
import io.chatka.verify.ledger.Removal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What moderators did is spoiled once, for one client, and only where somebody has to notice it. */
class ModerationMutatorsTest {
    private final Recorder recorder = new Recorder(1);
    private final List<Message> got = new ArrayList<>();

    private static Message text(long seq) {
        return new Message("r", seq, "u", Message.text("k" + seq, "hello"), "frame " + seq);
    }

    private static Message gone(long seq, Removal removal) {
        return new Message("r", seq, "", "", removal, "frame " + seq);
    }

    /** @param slack 0: without waiting */
    private Mutator armed(Mutation mutation, int slack) {
        Mutator mutator = Mutator.of(mutation, new SplittableRandom(1), recorder, slack, what -> {});
        mutator.arm();
        return mutator;
    }

    @Test
    void undelete_gives_the_text_in_the_place_of_an_old_tombstone() {
        Mutator mutator = armed(Mutation.UNDELETE, 0);
        mutator.message(1, text(1), got::add);
        mutator.message(1, gone(2, new Removal.Of(1)), got::add);
        mutator.message(2, gone(1, new Removal.Here()), got::add);
        mutator.message(3, gone(1, new Removal.Here()), got::add);
        assertThat(got).containsExactly(text(1), gone(2, new Removal.Of(1)), text(1), gone(1, new Removal.Here()));
    }

    @Test
    void undelete_waits_until_nothing_excuses_the_text() {
        Mutator mutator = armed(Mutation.UNDELETE, 1000);
        mutator.message(1, text(1), got::add);
        mutator.message(1, gone(2, new Removal.Of(1)), got::add);
        mutator.message(2, gone(1, new Removal.Here()), got::add);
        assertThat(mutator.done()).isFalse();
    }

    @Test
    void unban_gives_what_a_banned_user_was_refused() {
        Mutator mutator = armed(Mutation.UNBAN, 1);
        recorder.record(new Event.ActSent(1, 8, "r", new Act.Ban("u", false), 1));
        recorder.record(new Event.ActDone(2, 8, "r", new Act.Ban("u", false)));
        recorder.record(new Event.Sent(3, 5, "r", "u", "k5", 1, text(5).text()));
        mutator.refused("u", "r", text(5).text());
        mutator.message(1, text(9), got::add);
        mutator.message(2, text(9), got::add);
        assertThat(got).extracting(Message::key).containsExactly("k5", "k9");
    }

    @Test
    void unban_leaves_alone_what_may_be_late() {
        Mutator mutator = armed(Mutation.UNBAN, 1);
        recorder.record(new Event.Sent(3, 5, "r", "u", "k5", 1, text(5).text()));
        mutator.refused("u", "r", text(5).text());
        mutator.message(1, text(9), got::add);
        assertThat(got).containsExactly(text(9));
    }

    @Test
    void forget_tells_another_deletion_to_a_client_that_was_away() {
        Mutator mutator = armed(Mutation.FORGET, 1);
        mutator.message(1, text(1), got::add);
        mutator.message(1, text(2), got::add);
        mutator.out(1, null);
        mutator.message(1, gone(3, new Removal.Of(1)), got::add);
        mutator.message(1, gone(4, new Removal.Of(2)), got::add);
        assertThat(got).extracting(Message::removal).endsWith(new Removal.Of(1), new Removal.Of(1));
        assertThat(mutator.done()).isTrue();
        mutator.out(1, null);
        assertThat(mutator.done()).as("it may learn now").isFalse();
    }

    @Test
    void forget_leaves_alone_who_was_there() {
        Mutator mutator = armed(Mutation.FORGET, 1);
        mutator.message(1, text(1), got::add);
        mutator.message(1, text(2), got::add);
        mutator.message(1, gone(3, new Removal.Of(1)), got::add);
        mutator.message(1, gone(4, new Removal.Of(2)), got::add);
        assertThat(mutator.done()).isFalse();
    }
}
