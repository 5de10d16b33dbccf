package io.chatka.internal.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.api.User;
import io.chatka.internal.protocol.Look;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LooksTest {
    @ParameterizedTest
    @ValueSource(strings = {"p\u0430ypal", "paypa1", "\u0440\u0430\u0443\u0440\u0430l"})
    void a_name_that_looks_the_same_has_the_same_skeleton_and_is_another_name(String name) {
        assertThat(look(name).skeleton()).isEqualTo(look("paypal").skeleton());
        assertThat(look(name).name()).isNotEqualTo(look("paypal").name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"paypals", "Paypal", "pay pal", "papyal"})
    void a_name_that_looks_different_has_another_skeleton(String name) {
        assertThat(look(name).skeleton()).isNotEqualTo(look("paypal").skeleton());
    }

    @Test
    void hashes_are_the_same_on_every_node_and_in_every_version() {
        assertThat(look("Ann").name()).isEqualTo(0x17239b6e25011032L);
    }

    @Test
    void a_name_that_was_made_up_is_nobodys_imitation() {
        for (int i = 0; i < 1000; i++) {
            assertThat(look(Identities.guest(null).name())).isSameAs(Looks.MADE_UP);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"gue\u0455t-7w3k", "guest\u20107w3k", "guest-7w\u04173", "guest-7w3\u0430", "guest-abr\u0441"})
    void a_name_that_looks_as_if_it_was_made_up_is_one_whoever_is_there(String name) {
        assertThat(look(name)).isSameAs(Looks.LIKE_MADE_UP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"guest", "guest-", "guest-1234", "guest-abc", "guest-abcde", "Guest-abcd", "guest-ABCD"})
    void a_name_that_only_begins_like_one_is_a_name_like_others(String name) {
        assertThat(look(name)).isNotSameAs(Looks.LIKE_MADE_UP).isNotSameAs(Looks.MADE_UP);
    }

    @Test
    void a_name_that_is_vouched_for_is_another_one_with_the_same_skeleton() {
        Look vouched = Looks.of(new User("u7", "Ann", "member"));
        assertThat(vouched.skeleton()).isEqualTo(look("Ann").skeleton());
        assertThat(vouched.name()).isNotEqualTo(look("Ann").name());
        assertThat(vouched.isVouched()).isTrue();
        assertThat(look("Ann").isVouched()).isFalse();
        assertThat(Looks.of(new User("u7", "gue\u0455t-7w3k", "member"))).isSameAs(Looks.MADE_UP);
    }

    private static Look look(String name) {
        return Looks.of(new User("g-1", name, "guest"));
    }
}
