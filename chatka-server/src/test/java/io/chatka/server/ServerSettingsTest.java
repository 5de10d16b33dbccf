package io.chatka.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import io.chatka.api.ConfigException;
import io.chatka.internal.config.RateSetting;
import io.chatka.internal.node.Configuration;
import io.chatka.internal.setting.Setting;
import io.chatka.internal.setting.Settings;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All settings of the program. */
class ServerSettingsTest {
    private static final Config DEFAULTS = Configuration.defaults(Map.of());

    @Test
    void defaults_have_no_fault() {
        assertThat(ServerSettings.ALL.check(DEFAULTS).faults()).isEmpty();
    }

    @Test
    void each_is_defined_once_and_nothing_else_has_a_default() {
        assertThat(settings().map(Setting::key))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(Configuration.known().stream()
                        .filter(key -> !key.startsWith("chatka.pekko."))
                        .toList());
    }

    @Test
    void each_is_read_by_a_part_of_the_program() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.chatka");
        List<JavaField> definitions = classes.stream()
                .flatMap(each -> each.getFields().stream())
                .filter(field -> field.getRawType().isEquivalentTo(Setting.class)
                        || field.getRawType().isEquivalentTo(RateSetting.class))
                .filter(field -> field.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.STATIC))
                .toList();
        assertThat(definitions).hasSizeGreaterThan(90);
        assertThat(definitions).allMatch(field -> field.getAccessesToSelf().stream()
                .anyMatch(access -> !access.getOrigin().getName().equals("<clinit>")));
    }

    static Stream<Setting<?>> settings() {
        return ServerSettings.ALL.sections().stream().flatMap(section -> section.settings().stream());
    }

    @ParameterizedTest
    @MethodSource("settings")
    void value_that_it_cannot_have_is_found_and_replaced_by_the_default(Setting<?> setting) {
        boolean list = DEFAULTS.getValue(setting.key()).valueType() == ConfigValueType.LIST;
        Object impossible = list ? "[" : Map.of("no", "value");
        Settings.Checked checked =
                ServerSettings.ALL.check(DEFAULTS.withValue(setting.key(), ConfigValueFactory.fromAnyRef(impossible)));
        assertThat(checked.faults())
                .extracting(ConfigException::getMessage)
                .singleElement()
                .asString()
                .startsWith(setting.key());
        assertThat(checked.usable()).isEqualTo(DEFAULTS);
    }

    @Test
    void every_fault_is_found_once() {
        Settings.Checked checked = ServerSettings.ALL.check(Configuration.defaults(Map.of(
                "chatka.limits.text", 0,
                "chatka.limits.frame", "1",
                "chatka.redis.url", "http://localhost",
                "chatka.redis.reconnect-max", "1ms",
                "chatka.limits.memory.refuse", 60,
                "chatka.server.tls.key", "k.pem",
                "chatka.health.dead", "never")));
        assertThat(checked.faults())
                .extracting(ConfigException::getMessage)
                .hasSize(7)
                .anyMatch(fault -> fault.startsWith("chatka.redis.url: ") && fault.contains("redis[s]://"))
                .anyMatch(fault -> fault.startsWith("chatka.redis.reconnect-max has to be at least"))
                .anyMatch(fault -> fault.startsWith("chatka.limits.memory.resume has to be less than"))
                .anyMatch(fault -> fault.contains("chatka.server.tls.certificate, too"));
        assertThat(ServerSettings.ALL.check(checked.usable()).faults()).isEmpty();
    }
}
