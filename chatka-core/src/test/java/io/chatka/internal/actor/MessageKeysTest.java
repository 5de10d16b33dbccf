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
            assertThat(keys.add(key(new User(id, "Ann", "member"), "hi", "k"))).isTrue();
            assertThat(keys.add(key(new User(id, "Ann", "member"), "hi", "g"))).isTrue();
        }
        assertThat(keys.add(key(new User("g-1", "Ann", "guest"), "hi", "k"))).isTrue();
    }

    @Test
    void a_user_repeats_a_message_whatever_is_in_it_and_a_guest_the_same_one() {
        User ann = new User("u7", "Ann", "member");
        assertThat(key(ann, "hi", "k")).isEqualTo(key(ann, "ho", "k"));
        User one = new User("g-1", "Ann", "guest");
        User two = new User("g-2", "Ann", "guest");
        assertThat(key(one, "hi", "k")).isEqualTo(key(two, "hi", "k")).isNotEqualTo(key(two, "ho", "k"));
    }

    @Test
    void a_message_without_a_key_gets_none() {
        assertThat(key(new User("u7", "Ann", "member"), "hi", null)).isNull();
    }

    private static String key(User user, String text, String key) {
        return MessageKeys.scoped(user, new ChatRoomActor.Say(null, text, null, key, null));
    }
}
