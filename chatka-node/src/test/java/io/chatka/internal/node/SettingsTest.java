package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import io.chatka.api.ConfigException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All that is wrong with a configuration is found, as a start would find it. */
class SettingsTest {
    @Test
    void defaults_haveNoFault() {
        assertThat(check(Configuration.defaults(Map.of())).faults()).isEmpty();
    }

    static Stream<String> keys() {
        return ConfigFactory.defaultReferenceUnresolved().resolve().withOnlyPath("chatka").entrySet().stream()
                .map(Map.Entry::getKey)
                .filter(key -> !key.startsWith("chatka.pekko."));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void valueThatNoSettingCanHave_isFoundWhereverItIs(String key) {
        Config defaults = Configuration.defaults(Map.of());
        boolean list = defaults.getValue(key).valueType() == ConfigValueType.LIST;
        Object impossible = list ? "[" : Map.of("no", "value");
        Settings.Checked checked = check(defaults.withValue(key, ConfigValueFactory.fromAnyRef(impossible)));
        assertThat(checked.faults()).isNotEmpty().allMatch(fault -> fault.getMessage()
                .contains(key));
        assertThat(checked.usable()).isEqualTo(defaults);
    }

    @Test
    void everyFault_isFoundOnce() {
        Settings.Checked checked = check(Configuration.defaults(Map.of(
                "chatka.limits.text", 0,
                "chatka.limits.frame", "1",
                "chatka.redis.url", "http://localhost",
                "chatka.health.dead", "never")));
        assertThat(checked.faults())
                .extracting(ConfigException::getMessage)
                .hasSize(4)
                .anyMatch(fault -> fault.contains("redis[s]://"));
    }

    private static Settings.Checked check(Config config) {
        return Settings.check(config, nothing -> {});
    }
}
