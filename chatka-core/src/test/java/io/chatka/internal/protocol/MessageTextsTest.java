package io.chatka.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTextsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "hi",
                "a\nb\r\nc\td",
                "<img src=x onerror=alert(1)>",
                // Families and flags are joined by characters that names may not have.
                "\ud83d\udc69\u200d\ud83d\udc67",
                "\u202bright to left\u202c",
                "\u00a0",
                "q\u0300\u0301\u0302\u0303q\u0300\u0301\u0302\u0303"
            })
    void what_people_write_is_a_text(String text) {
        assertThatCode(() -> MessageTexts.requireValid(text, 100)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a\0", "\u0007", "\u001b[2J", "\u007f", "\u0080", "\u009b", "q\u0300\u0301\u0302\u0303\u0304"
            })
    void controls_and_towers_of_marks_are_refused(String text) {
        assertThat(refusal(text, 100).code()).isEqualTo(ErrorCode.BAD_TEXT);
    }

    @Test
    void length_is_counted_in_characters() {
        assertThatCode(() -> MessageTexts.requireValid("\ud83d\ude80".repeat(10), 10))
                .doesNotThrowAnyException();
        ClientException refused = refusal("\ud83d\ude80".repeat(11), 10);
        assertThat(refused.code()).isEqualTo(ErrorCode.TOO_LONG);
        assertThat(refused).hasMessage("\"text\" has 11 characters; at most 10 are allowed");
    }

    @Test
    void a_refusal_names_the_control_character() {
        assertThat(refusal("a\u001b", 10)).hasMessageContaining("U+001B");
    }

    private static ClientException refusal(String text, int maxLength) {
        return catchThrowableOfType(ClientException.class, () -> MessageTexts.requireValid(text, maxLength));
    }
}
