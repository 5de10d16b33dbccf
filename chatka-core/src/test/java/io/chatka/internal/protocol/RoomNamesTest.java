package io.chatka.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoomNamesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lobby",
                "Lobby",
                "a",
                "0",
                "game:42",
                "a.b_c-d:e",
                "...",
                "K\u00fcche",
                "\u0434\u043e\u043c",
                "\u5ba2\u5385",
                "\ud840\udc00",
                // Hindi needs its vowel signs.
                "\u0939\u093f\u0928\u094d\u0926\u0940",
                "\u0663"
            })
    void letters_and_digits_of_any_script_make_a_room(String name) throws Exception {
        assertThat(RoomNames.requireValid(name)).isSameAs(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "?",
                "a b",
                "a/b",
                "a\\b",
                "a@b",
                "a#b",
                "a%b",
                "a+b",
                "{x}",
                "[a]",
                "a\0",
                "a\n",
                "a\u007f",
                "a\u0085",
                "\u200b",
                "a\u202eb",
                "a\u00adb",
                "\u3164",
                "\u0301a",
                "cafe\u0301",
                "\u212b",
                "\ud83d\ude80",
                "\ud800",
                "\udc00a",
                "\ue000"
            })
    void anything_else_is_refused(String name) {
        assertThatThrownBy(() -> RoomNames.requireValid(name))
                .isInstanceOfSatisfying(ClientException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.BAD_ROOM));
    }

    @Test
    void a_refusal_names_the_character_and_counts_pairs_as_one() {
        assertThatThrownBy(() -> RoomNames.requireValid("\ud840\udc00b*"))
                .hasMessage("a room name may hold letters, digits and . _ - : only; character 3 is U+002A");
    }

    @Test
    void a_name_has_1_to_128_bytes_of_UTF_8() throws Exception {
        assertThat(RoomNames.requireValid("x".repeat(128))).hasSize(128);
        assertThat(RoomNames.requireValid("\u4e2d".repeat(42) + "xx")).hasSize(44);
        assertThatThrownBy(() -> RoomNames.requireValid("")).hasMessageContaining("1 to 128 bytes");
        assertThatThrownBy(() -> RoomNames.requireValid("x".repeat(129))).hasMessageContaining("128 bytes");
        assertThatThrownBy(() -> RoomNames.requireValid("\u4e2d".repeat(43))).hasMessageContaining("128 bytes");
    }
}
