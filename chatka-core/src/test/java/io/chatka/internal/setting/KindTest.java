package io.chatka.internal.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.chatka.api.ConfigException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KindTest {
    private enum Colour {
        RED,
        SKY_BLUE
    }

    private static final Map<String, Kind<?>> KINDS = Map.of(
            "integer", Kind.integer(1, 100),
            "word", Kind.integer(1, 100).or("auto", -1),
            "bytes", Kind.bytes("1KiB", "1MiB"),
            "duration", Kind.duration("10ms", "1h"),
            "flag", Kind.flag(),
            "oneOf", Kind.oneOf(Colour.class),
            "texts", Kind.texts());

    @ParameterizedTest
    @CsvSource({
        "integer, 7, 7",
        "integer, '\"7\"', 7",
        "integer, 7.0, 7",
        "integer, 100, 100",
        "word, auto, -1",
        "word, 3, 3",
        "bytes, 2KiB, 2048",
        "bytes, '\"1KiB\"', 1024",
        "bytes, 1048576, 1048576",
        "duration, 10ms, PT0.01S",
        "duration, 1h, PT1H",
        "duration, 500, PT0.5S",
        "flag, on, true",
        "flag, '\"off\"', false",
        "oneOf, sky_blue, SKY_BLUE",
        "oneOf, Red, RED",
        "texts, '[a, b]', '[a, b]'"
    })
    void value_is_read_as_a_file_or_the_environment_gives_it(String kind, String value, String read) {
        assertThat(read(kind, value)).hasToString(read);
    }

    @ParameterizedTest
    @CsvSource({
        "integer, 0, a whole number from 1 to 100",
        "integer, 101, a whole number from 1 to 100",
        "integer, 1.5, a whole number from 1 to 100",
        "integer, 99999999999, a whole number from 1 to 100",
        "integer, many, a whole number from 1 to 100",
        "integer, [1], a whole number from 1 to 100",
        "word, off, auto or a whole number from 1 to 100",
        "bytes, 1, 'a size from 1KiB to 1MiB, such as 64KiB'",
        "bytes, 1GiB, 'a size from 1KiB to 1MiB, such as 64KiB'",
        "bytes, off, 'a size from 1KiB to 1MiB, such as 64KiB'",
        "duration, 0, 'a duration from 10ms to 1h, such as 10s'",
        "duration, 2h, 'a duration from 10ms to 1h, such as 10s'",
        "duration, soon, 'a duration from 10ms to 1h, such as 10s'",
        "flag, maybe, on or off",
        "oneOf, green, 'one of red, sky_blue'",
        "texts, a, a list of strings"
    })
    void bad_value_is_refused_by_a_line_that_names_the_key_and_what_would_be_right(
            String kind, String value, String right) {
        assertThatThrownBy(() -> read(kind, value))
                .isInstanceOf(ConfigException.class)
                .hasMessage("chatka.key is \"" + value + "\", and has to be " + right);
    }

    @Test
    void value_that_is_missing_is_refused_with_its_key() {
        assertThatThrownBy(() -> read("integer", "null"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("chatka.key is missing, and has to be a whole number from 1 to 100");
    }

    @Test
    void long_value_is_not_repeated_whole() {
        assertThatThrownBy(() -> read("integer", "x".repeat(10_000)))
                .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(200));
    }

    @Test
    void secret_is_not_repeated() {
        assertThatThrownBy(() -> read(Kind.integer(1, 2).hidden(), "x4711"))
                .hasMessage("chatka.key has to be a whole number from 1 to 2");
        assertThatThrownBy(() -> Kind.texts().read(ConfigFactory.parseString("a = x4711"), "a", "chatka.password"))
                .hasMessage("chatka.password has to be a list of strings");
    }

    @Test
    void parser_of_ours_says_what_is_wrong_in_its_own_words() {
        Kind<Duration> kind = Kind.text().map(text -> {
            throw new IllegalArgumentException("too late");
        });
        assertThatThrownBy(() -> read(kind, "x")).hasMessage("chatka.key: too late");
    }

    private static Object read(String kind, String value) {
        return read(KINDS.get(kind), value);
    }

    private static Object read(Kind<?> kind, String value) {
        return kind.read(ConfigFactory.parseString("chatka.key = " + value), "chatka.key", "chatka.key");
    }
}
