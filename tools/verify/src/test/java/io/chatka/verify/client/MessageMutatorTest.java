package io.chatka.verify.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.verify.ledger.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** One message is spoiled, and in a way that has to be noticed. */
class MessageMutatorTest {
    private final List<Message> got = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    private static Message message(long seq) {
        return new Message("r", seq, "u", "text " + seq, "frame " + seq);
    }

    private MessageMutator armed(Mutation mutation) {
        MessageMutator mutator = new MessageMutator(mutation, new SplittableRandom(1), told::add);
        mutator.message(1, message(1), got::add);
        mutator.arm();
        return mutator;
    }

    private List<Long> seqs() {
        return got.stream().map(Message::seq).toList();
    }

    @Test
    void drop_leaves_one_out() {
        MessageMutator mutator = armed(Mutation.DROP);
        mutator.message(1, message(2), got::add);
        mutator.message(1, message(3), got::add);
        assertThat(seqs()).containsExactly(1L, 3L);
        assertThat(mutator.done()).isTrue();
        assertThat(told).hasSize(1);
    }

    @Test
    void duplicate_delivers_one_twice() {
        MessageMutator mutator = armed(Mutation.DUPLICATE);
        mutator.message(1, message(2), got::add);
        mutator.message(1, message(3), got::add);
        assertThat(seqs()).containsExactly(1L, 2L, 2L, 3L);
    }

    @Test
    void swap_delivers_two_of_one_client_and_room_the_other_way_round() {
        MessageMutator mutator = armed(Mutation.SWAP);
        mutator.message(1, message(2), got::add);
        mutator.message(2, message(2), got::add);
        mutator.message(1, new Message("other", 9, "u", "", ""), got::add);
        mutator.message(1, message(3), got::add);
        assertThat(seqs()).containsExactly(1L, 2L, 9L, 3L, 2L);
    }

    @Test
    void forge_changes_seq_sender_or_text() {
        for (int seed = 0; seed < 20; seed++) {
            got.clear();
            MessageMutator mutator = new MessageMutator(Mutation.FORGE, new SplittableRandom(seed), told::add);
            mutator.arm();
            mutator.message(1, message(2), got::add);
            Message forged = got.get(0);
            assertThat(forged.seq() != 2
                            || !forged.sender().equals("u")
                            || !forged.text().equals("text 2"))
                    .isTrue();
        }
    }

    @Test
    void what_the_client_could_not_notice_before_it_went_is_done_again() {
        MessageMutator mutator = armed(Mutation.DROP);
        mutator.message(1, message(2), got::add);
        mutator.out(1, null);
        assertThat(mutator.done()).isFalse();
        mutator.message(2, message(2), got::add);
        mutator.message(2, message(3), got::add);
        assertThat(mutator.done()).isTrue();
        assertThat(seqs()).containsExactly(1L, 3L);
    }

    @Test
    void who_leaves_another_room_still_has_to_notice() {
        MessageMutator mutator = armed(Mutation.DROP);
        mutator.message(1, message(2), got::add);
        mutator.out(1, "other");
        mutator.out(2, null);
        assertThat(mutator.done()).isTrue();
    }
}
