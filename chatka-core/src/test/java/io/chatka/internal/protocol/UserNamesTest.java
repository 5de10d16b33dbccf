package io.chatka.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserNamesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ann",
                "Ann Lee",
                "O'Neill-Smith, Jr.",
                "<b>",
                "\u5f20\u4f1f",
                "\u0639\u0644\u064a",
                "\ud83d\ude80",
                // A heart in the style of an emoji.
                "\u2764\ufe0f",
                "q\u0300\u0301\u0302\u0303"
            })
    void visible_characters_make_a_name(String name) throws Exception {
        assertThat(UserNames.requireValid(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                " a",
                "a ",
                "a  b",
                "a\u00a0b",
                "a\u3000b",
                "a\tb",
                "a\r\nb",
                "a\0b",
                "a\u001b[31mb",
                "a\u007fb",
                "a\u009bb",
                "a\u00adb",
                "a\u200bb",
                "a\u200db",
                "a\u200eb",
                "a\u202eb",
                "a\u2028b",
                "a\u2066b",
                "a\u2800b",
                "a\u3164b",
                "a\ufeffb",
                "a\ue000b",
                "a\ud800b",
                "a\udb40\udc41b",
                "q\u0300\u0301\u0302\u0303\u0304"
            })
    void what_cannot_be_seen_or_hides_others_is_refused(String name) {
        assertThatThrownBy(() -> UserNames.requireValid(name))
                .isInstanceOfSatisfying(ClientException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.BAD_NAME));
    }

    @Test
    void a_name_is_put_into_form_C() throws Exception {
        assertThat(UserNames.requireValid("Zoe\u0308")).isEqualTo("Zo\u00eb");
    }

    @Test
    void a_name_has_1_to_32_characters_in_form_C() throws Exception {
        assertThat(UserNames.requireValid("x".repeat(32))).hasSize(32);
        assertThat(UserNames.requireValid("\ud83d\ude80".repeat(32))).hasSize(64);
        assertThat(UserNames.requireValid("e\u0308".repeat(32))).hasSize(32);
        assertThatThrownBy(() -> UserNames.requireValid("x".repeat(33))).hasMessageContaining("at most 32");
        assertThatThrownBy(() -> UserNames.requireValid("x".repeat(1_000_000))).hasMessageContaining("at most 32");
    }

    @Test
    void a_refusal_names_the_character_and_counts_pairs_as_one() {
        assertThatThrownBy(() -> UserNames.requireValid("\ud83d\ude80a\u200b"))
                .hasMessage("a name may hold visible characters only; character 3 is U+200B");
    }

    @Test
    void a_refusal_has_the_same_digits_in_every_country() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            assertThatThrownBy(() -> UserNames.requireValid("a\u200b")).hasMessageContaining("character 2 is U+200B");
        } finally {
            Locale.setDefault(before);
        }
    }
}
