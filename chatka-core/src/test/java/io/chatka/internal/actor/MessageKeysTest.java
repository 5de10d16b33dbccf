package io.chatka.internal.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.api.User;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MessageKeysTest {
    @Test
    void no_two_users_have_a_key_in_common() {
        Set<String> keys = new HashSet<>();
        for (String id : new String[] {"a", "a k", "a k k", "u a", "g", "g k"}) {
            assertThat(keys.add(MessageKeys.scoped(new User(id, "Ann", "member"), "k")))
                    .isTrue();
            assertThat(keys.add(MessageKeys.scoped(new User(id, "Ann", "member"), "g")))
                    .isTrue();
        }
        for (String guest : new String[] {"g-1", "g-2"}) {
            assertThat(keys.add(MessageKeys.scoped(new User(guest, "Ann", "guest"), "k")))
                    .isTrue();
        }
    }

    @Test
    void a_message_without_a_key_gets_none() {
        assertThat(MessageKeys.scoped(new User("u7", "Ann", "member"), null)).isNull();
    }
}
