package io.chatka.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.protocol.User;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LookalikesTest {
    private static final User ORIGINAL = new User("g-1", "paypal", "guest");

    private final Lookalikes lookalikes = new Lookalikes();

    @ParameterizedTest
    @ValueSource(strings = {"paypal", "p\u0430ypal", "paypa1", "\u0440\u0430\u0443\u0440\u0430l"})
    void a_name_that_looks_the_same_is_noticed(String name) {
        assertThat(lookalikes.add(ORIGINAL)).isFalse();
        assertThat(lookalikes.add(new User("g-2", name, "guest"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"paypals", "Paypal", "pay pal", "papyal"})
    void a_name_that_looks_different_is_not(String name) {
        lookalikes.add(ORIGINAL);
        assertThat(lookalikes.add(new User("g-2", name, "guest"))).isFalse();
    }

    @Test
    void nobody_looks_like_himself() {
        lookalikes.add(ORIGINAL);
        assertThat(lookalikes.add(ORIGINAL)).isFalse();
    }

    @Test
    void when_the_original_has_left_its_look_is_free() {
        lookalikes.add(ORIGINAL);
        lookalikes.remove(ORIGINAL);
        assertThat(lookalikes.add(new User("g-2", "p\u0430ypal", "guest"))).isFalse();
        assertThat(lookalikes.add(ORIGINAL)).isTrue();
    }

    @Test
    void when_the_lookalike_leaves_the_original_keeps_its_look() {
        User lookalike = new User("g-2", "p\u0430ypal", "guest");
        lookalikes.add(ORIGINAL);
        lookalikes.add(lookalike);
        lookalikes.remove(lookalike);
        assertThat(lookalikes.add(new User("g-3", "paypa1", "guest"))).isTrue();
    }
}
