package io.chatka.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.chatka.internal.node.Configuration;
import io.chatka.internal.node.Settings;
import java.io.File;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Settings of the program, which the node's own check knows nothing of. */
class ServerSettingsTest {
    static Stream<String> keys() {
        return ConfigFactory.parseFile(new File("src/main/resources/reference.conf")).entrySet().stream()
                .map(Map.Entry::getKey);
    }

    @ParameterizedTest
    @MethodSource("keys")
    void value_that_no_setting_can_have_is_found(String key) {
        Config defaults = Configuration.defaults(Map.of());
        Config bad = defaults.withValue(key, ConfigValueFactory.fromAnyRef(Map.of("no", "value")));
        Settings.Checked checked = Settings.check(bad, ServerSettings::check);
        assertThat(checked.faults()).isNotEmpty().allMatch(fault -> fault.getMessage()
                .contains(key));
        assertThat(checked.usable()).isEqualTo(defaults);
    }
}
