package io.chatka.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.chatka.api.ConfigException;
import io.chatka.internal.broker.Retention;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatSettingsTest {

    @Test
    void rate_off_means_no_limit_that_counts() {
        assertThat(read("chatka.limits.rate = off").limits().rates())
                .isEqualTo(new LimitSettings.Rates(
                        Rate.UNLIMITED,
                        Rate.UNLIMITED,
                        Rate.UNLIMITED,
                        Rate.UNLIMITED,
                        Rate.UNLIMITED,
                        Rate.UNLIMITED,
                        new LimitSettings.Shared(0, 20)));
        assertThat(read("").limits().rates().messages()).isEqualTo(new Rate(20, Duration.ofSeconds(30)));
    }

    @Test
    void first_class_that_fits_says_how_much_history_a_room_has() {
        ChatSettings settings = read("chatka.history { messages = 5, time = 3m, classes = ["
                + "{ rooms = \"live:*\", messages = 1, time = 1m }, { rooms = \"live:x\", messages = 2, time = 1m },"
                + "{ rooms = \"a\", messages = 3, time = 2h }] }");
        assertThat(settings.history().retention().apply("live:x")).isEqualTo(new Retention(1, Duration.ofMinutes(1)));
        assertThat(settings.history().retention().apply("live:")).isEqualTo(new Retention(1, Duration.ofMinutes(1)));
        assertThat(settings.history().retention().apply("a")).isEqualTo(new Retention(3, Duration.ofHours(2)));
        assertThat(settings.history().retention().apply("ab")).isEqualTo(new Retention(5, Duration.ofMinutes(3)));
        assertThat(settings.embedded().idleTime()).isEqualTo(Duration.ofHours(2));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    { rooms = "*a", messages = 1, time = 1m } | [0].rooms is "*a", and has to be a room's name
                    { rooms = "", messages = 1, time = 1m }   | [0].rooms is "", and has to be a room's name
                    { rooms = "a", messages = 1, time = soon} | [0].time is "soon", and has to be a duration
                    { rooms = "a", time = 1m }                | [0].messages is missing, and has to be
                    { room = "a", messages = 1, time = 1m }   | no setting chatka.history.classes[0].room; there are messages, rooms, time
                    """)
    void class_that_cannot_be_used_is_refused_by_its_place(String entry, String message) {
        assertThatThrownBy(() -> read("chatka.history.classes = [" + entry + "]"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    private static ChatSettings read(String hocon) {
        return ChatSettings.read(ConfigFactory.parseString(hocon)
                .withFallback(ConfigFactory.defaultReference())
                .resolve());
    }
}
