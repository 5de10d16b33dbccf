package io.chatka.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Warns of a typing error in an environment variable, and not of variables of other programs. */
class StrangeVariablesTest {
    @Test
    void typingErrors_areNamedWithTheNearestAndWithoutTheirValues() {
        assertThat(StrangeVariables.in(Map.of("CHATKA_SERVER_PROT", "9000", "CHATKA_REDIS_PASSWORD", "hunter2")))
                .satisfiesExactly(
                        redis -> assertThat(redis.found())
                                .contains("CHATKA_REDIS_PASSWORD")
                                .doesNotContain("hunter2"),
                        port -> {
                            assertThat(port.found()).contains("CHATKA_SERVER_PROT", "no effect");
                            assertThat(port.remedy()).endsWith(" CHATKA_SERVER_PORT");
                        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CHATKA_SERVER_PORT",
                "CHATKA_LIMITS_HANDSHAKES_PER_SECOND",
                "CHATKA_JAVA_HOME",
                "CHATKA_HOME",
                "CHATKA_SERVICE_HOST",
                "CHATKA_PORT",
                "CHATKA_PORT_8000_TCP_ADDR",
                "CHATKA_REDIS_PORT",
                "CHATKA_REDIS_SERVICE_HOST",
                "CHATKA_REDIS_SERVICE_PORT_REDIS",
                "CHATKA_REDIS_PORT_6379_TCP_PROTO",
                "SERVER_PROT"
            })
    void settingsAndWhatIsOfOthers_areNot(String name) {
        assertThat(StrangeVariables.in(Map.of(name, "1"))).isEmpty();
    }
}
