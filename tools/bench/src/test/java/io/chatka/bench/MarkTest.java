package io.chatka.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkTest {
    private final Mark mark = new Mark();

    @Test
    void text_is_as_long_as_asked_and_says_who_what_and_when() {
        String text = Mark.text(12, 345, 678_901_234_567L, 128);
        assertThat(text).hasSize(128);
        assertThat(find("{\"text\":\"" + text + "\"}")).isTrue();
        assertThat(mark.publisher).isEqualTo(12);
        assertThat(mark.number).isEqualTo(345);
        assertThat(mark.due).isEqualTo(678_901_234_567L);
    }

    @Test
    void the_longest_mark_fits_into_the_shortest_text() {
        assertThat(Mark.text(Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE / 10, Mark.MAX_LENGTH))
                .hasSizeLessThanOrEqualTo(Mark.MAX_LENGTH);
    }

    @Test
    void frames_of_another_length_are_read_as_well() {
        for (String before : new String[] {"a", "abcdefgh", "", "~", "~c1.2", "~c1.2.x~", "abc"}) {
            for (int number = 1; number < 2_000; number += 333) {
                assertThat(find(before + Mark.text(7, number, 9, 60) + "\"}")).isTrue();
                assertThat(mark.number).isEqualTo(number);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "~~~~~~~~",
                "~c1.2.3",
                "~c1.2~",
                "~c.2.3~",
                "~c1.-2.3~",
                "~c99999999999.2.3~",
                "~c1.2.99999999999999999999999~",
                "~d1.2.3~"
            })
    void what_somebody_else_wrote_is_no_mark(String text) {
        assertThat(find(text)).isFalse();
    }

    private boolean find(String text) {
        byte[] bytes = ("<" + text + ">~c8.8.8~").getBytes(StandardCharsets.US_ASCII);
        return mark.find(bytes, 1, bytes.length - 9);
    }
}
