package io.chatka.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.chatka.api.ConfigException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatSettingsTest {

    @Test
    void the_defaults_are_those_of_the_design() {
        ChatSettings settings = read("");
        assertThat(settings.heartbeatInterval()).isEqualTo(Duration.ofSeconds(25));
        assertThat(settings.heartbeatTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.limits())
                .isEqualTo(new ChatSettings.Limits(
                        64 << 10,
                        2_000,
                        8_192,
                        32,
                        128,
                        100,
                        new Rate(20, Duration.ofSeconds(30)),
                        new Rate(65_536, Duration.ofSeconds(10)),
                        new Rate(20, Duration.ofSeconds(10)),
                        new Rate(20, Duration.ofSeconds(10)),
                        4 << 20));
        assertThat(settings.roomIdle()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.presence())
                .isEqualTo(new ChatSettings.Presence(
                        200, Duration.ofMillis(100), 1_000, Duration.ofSeconds(1), Duration.ofSeconds(5)));
    }

    @Test
    void rate_off_means_no_limit_on_messages_and_joins() {
        ChatSettings.Limits limits = read("chatka.limits.rate = off").limits();
        assertThat(limits.messages()).isEqualTo(Rate.UNLIMITED);
        assertThat(limits.bytes()).isEqualTo(Rate.UNLIMITED);
        assertThat(limits.joins()).isEqualTo(Rate.UNLIMITED);
    }

    @Test
    void values_may_be_text_as_the_environment_gives_them() {
        assertThat(read("chatka.limits.text = \"7\"").limits().text()).isEqualTo(7);
        assertThat(read("chatka.limits.rate = \"off\"").limits().messages()).isEqualTo(Rate.UNLIMITED);
        assertThat(read("chatka.rooms.idle = \"7s\"").roomIdle()).isEqualTo(Duration.ofSeconds(7));
        assertThat(read("chatka.limits.frame = \"2KiB\"").limits().frame()).isEqualTo(2048);
    }

    @ParameterizedTest
    @CsvSource({
        "chatka.heartbeat.interval, 0",
        "chatka.heartbeat.interval, soon",
        "chatka.heartbeat.timeout, 2d",
        "chatka.limits.rate, maybe",
        "chatka.limits.frame, 1",
        "chatka.limits.frame, 1GiB",
        "chatka.limits.text, 0",
        "chatka.limits.text, many",
        "chatka.limits.text, 1.5",
        "chatka.limits.text, 99999999999",
        "chatka.limits.rooms, -1",
        "chatka.limits.commands, 0",
        "chatka.limits.errors-in-a-row, 0",
        "chatka.limits.messages.count, 0",
        "chatka.limits.messages.per, 0",
        "chatka.limits.bytes.count, 0",
        "chatka.limits.bytes.count, off",
        "chatka.limits.data, -1",
        "chatka.limits.data, 1GiB",
        "chatka.limits.joins.count, x",
        "chatka.limits.joins.per, 2d",
        "chatka.limits.backlog, 1",
        "chatka.rooms.idle, 0",
        "chatka.rooms.presence.names, -1",
        "chatka.rooms.presence.names-every, 1ms",
        "chatka.rooms.presence.batched, x",
        "chatka.rooms.presence.batched-every, 2d",
        "chatka.rooms.presence.counts-every, x",
        "chatka.embedded.retention, -1s",
        "chatka.embedded.idle-rooms, -1"
    })
    void a_bad_value_is_refused_by_a_line_that_names_its_key_and_what_would_be_right(String key, String value) {
        assertThatThrownBy(() -> read(key + " = \"" + value + "\""))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(key + " is \"" + value + "\", and has to be ")
                .hasMessageMatching("\\P{Cntrl}+");
    }

    @Test
    void a_value_of_another_kind_is_refused_like_any_other() {
        assertThatThrownBy(() -> read("chatka.limits.text = [1]"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("chatka.limits.text is \"[1]\", and has to be a whole number from 1 to 1048576");
        assertThatThrownBy(() -> read("chatka.limits.text = 1.5")).hasMessageStartingWith("chatka.limits.text is ");
        assertThatThrownBy(() -> read("chatka.limits.messages = 7"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("chatka.limits.messages.count is missing, and has to be ");
        assertThatThrownBy(() -> read("chatka.limits.text = null"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("chatka.limits.text is missing, and has to be ");
    }

    @Test
    void a_long_value_is_not_repeated_whole() {
        assertThatThrownBy(() -> read("chatka.limits.text = \"" + "x".repeat(10_000) + "\""))
                .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(200));
    }

    private static ChatSettings read(String hocon) {
        return ChatSettings.read(ConfigFactory.parseString(hocon)
                .withFallback(ConfigFactory.defaultReference())
                .resolve());
    }
}
