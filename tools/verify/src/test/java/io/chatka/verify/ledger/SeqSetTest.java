package io.chatka.verify.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeqSetTest {
    private final SeqSet set = new SeqSet();

    @Test
    void has_what_was_added_in_any_order() {
        set.add(100);
        set.add(103);
        set.add(90);
        assertThat(set.contains(100)).isTrue();
        assertThat(set.contains(103)).isTrue();
        assertThat(set.contains(90)).isTrue();
        assertThat(set.contains(101)).isFalse();
        assertThat(set.contains(89)).isFalse();
        assertThat(set.contains(1)).isFalse();
    }

    @Test
    void forgets_the_lowest_and_keeps_the_rest() {
        for (long seq = 1; seq <= 10; seq++) {
            set.add(seq);
        }
        set.dropTo(6);
        assertThat(set.contains(6)).isFalse();
        assertThat(set.contains(7)).isTrue();
        set.dropTo(3);
        assertThat(set.contains(7)).isTrue();
        set.dropTo(50);
        assertThat(set.contains(10)).isFalse();
        set.add(51);
        assertThat(set.contains(51)).isTrue();
    }
}
