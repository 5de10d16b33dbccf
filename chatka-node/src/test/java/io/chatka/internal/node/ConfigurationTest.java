package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.chatka.api.ConfigException;
import io.chatka.internal.setting.Settings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {
    private static final String KEY = "chatka.limits.text";

    @TempDir
    private Path directory;

    @AfterEach
    void clearSystemProperties() {
        setSystemProperty(KEY, null);
        setSystemProperty("chatka.limits.txt", null);
    }

    @Test
    void a_stronger_source_hides_a_weaker() throws IOException {
        File file = file(KEY + " = 2");
        Map<String, String> environment = Map.of("CHATKA_LIMITS_TEXT", "3");
        assertThat(Configuration.load(null, Map.of(), Map.of()).getInt(KEY)).isEqualTo(2_000);
        assertThat(Configuration.load(file, Map.of(), Map.of()).getInt(KEY)).isEqualTo(2);
        assertThat(Configuration.load(file, Map.of(), environment).getInt(KEY)).isEqualTo(3);
        setSystemProperty(KEY, "4");
        assertThat(Configuration.load(file, Map.of(), environment).getInt(KEY)).isEqualTo(4);
        assertThat(Configuration.load(file, Map.of(KEY, 5), environment).getInt(KEY))
                .isEqualTo(5);
    }

    @Test
    void sources_add_up() throws IOException {
        Config config = Configuration.load(
                file("chatka.limits.rooms = 7"),
                Map.of("chatka.server.port", 0),
                Map.of("CHATKA_LIMITS_ERRORS_IN_A_ROW", "9"));
        assertThat(config.getInt("chatka.limits.rooms")).isEqualTo(7);
        assertThat(config.getInt("chatka.server.port")).isZero();
        assertThat(config.getInt("chatka.limits.errors-in-a-row")).isEqualTo(9);
        assertThat(config.getInt(KEY)).isEqualTo(2_000);
    }

    @Test
    void a_file_may_take_a_value_from_the_environment_variable_that_it_names() throws IOException {
        Config config = Configuration.load(file("chatka.redis.url = ${?PATH}"), Map.of(), Map.of());
        assertThat(config.getString("chatka.redis.url")).isEqualTo(System.getenv("PATH"));
    }

    @ParameterizedTest
    @CsvSource({
        "chatka.limits.txt,          chatka.limits.text",
        "chatka.limit.text,          chatka.limits.text",
        "chatka.server.prot,         chatka.server.port",
        "chatka.heartbeat.intervall, chatka.heartbeat.interval",
        "server.port,                chatka.server.port",
    })
    void a_key_that_does_not_exist_is_refused_with_the_nearest_that_does(String key, String nearest) {
        assertThatThrownBy(() -> Configuration.load(null, Map.of(key, 1), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("--set: there is no setting " + key + "; the nearest is " + nearest);
    }

    @Test
    void the_line_says_where_the_unknown_key_stands() throws IOException {
        File file = file("chatka.limits.txt = 1");
        assertThatThrownBy(() -> Configuration.load(file, Map.of(), Map.of()))
                .hasMessageStartingWith(file.getPath() + ": there is no setting chatka.limits.txt");
        setSystemProperty("chatka.limits.txt", "1");
        assertThatThrownBy(() -> Configuration.load(null, Map.of(), Map.of()))
                .hasMessageStartingWith("-D: there is no setting chatka.limits.txt");
    }

    @Test
    void other_environment_variables_are_no_concern_of_ours() {
        assertThat(Configuration.load(null, Map.of(), Map.of("CHATKA_JAVA_HOME", "/x", "CHATKA", "y", "HOME", "z")))
                .isEqualTo(Configuration.load(null, Map.of(), Map.of()));
    }

    @Test
    void keys_of_the_actor_toolkit_are_its_own_affair() {
        assertThat(Configuration.load(null, Map.of("chatka.pekko.actor.some.thing", 1), Map.of())
                        .getInt("chatka.pekko.actor.some.thing"))
                .isEqualTo(1);
    }

    @Test
    void the_faults_of_the_other_sources_are_found_also_when_the_file_cannot_be_read() {
        Settings.Checked checked = Configuration.check(
                NodeSettings.settings(), directory.resolve("missing.conf").toFile(), Map.of("chatka.limits.txt", 1));
        assertThat(checked.faults())
                .extracting(ConfigException::getMessage)
                .anyMatch(message -> message.contains("no such file"))
                .anyMatch(message -> message.contains("chatka.limits.txt"))
                .hasSize(2);
    }

    @Test
    void a_file_that_cannot_be_read_is_refused_with_its_name_and_its_line() throws IOException {
        File missing = directory.resolve("missing.conf").toFile();
        assertThatThrownBy(() -> Configuration.load(missing, Map.of(), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("cannot read the configuration " + missing + ": there is no such file");
        assertThatThrownBy(() -> Configuration.load(directory.toFile(), Map.of(), Map.of()))
                .isInstanceOf(ConfigException.class);
        File broken = file("chatka {\n  limits {\n    text = [1\n");
        assertThatThrownBy(() -> Configuration.load(broken, Map.of(), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("cannot read the configuration " + broken + ", line ")
                .hasMessageMatching("\\P{Cntrl}+");
        File unresolved = file("chatka.redis.url = ${NOBODY_SET_THIS}");
        assertThatThrownBy(() -> Configuration.load(unresolved, Map.of(), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("NOBODY_SET_THIS")
                .hasMessageMatching("\\P{Cntrl}+");
    }

    @ParameterizedTest
    @CsvSource({"''", "' '", "a..b", "'a b.[c'"})
    void what_is_no_key_at_all_is_refused(String key) {
        assertThatThrownBy(() -> Configuration.load(null, Map.of(key, 1), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(key);
    }

    @Test
    void a_value_of_an_option_is_read_as_in_a_file_and_else_is_plain_text() {
        assertThat(Configuration.value("7")).isEqualTo(7);
        assertThat(Configuration.value("off")).isEqualTo("off");
        assertThat(Configuration.value("25s")).isEqualTo("25s");
        assertThat(Configuration.value("[a, b]")).isEqualTo(List.of("a", "b"));
        assertThat(Configuration.value("\"x y\"")).isEqualTo("x y");
        assertThat(Configuration.value("")).isEqualTo("");
        assertThat(Configuration.value("redis://:pass#word@localhost:6379/0"))
                .isEqualTo("redis://:pass#word@localhost:6379/0");
        assertThat(Configuration.value("pass//word")).isEqualTo("pass//word");
        assertThat(Configuration.value("${HOME}")).isEqualTo("${HOME}");
    }

    private File file(String content) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "chatka", ".conf"), content)
                .toFile();
    }

    private static void setSystemProperty(String key, String value) {
        if (value == null) {
            System.clearProperty(key);
        } else {
            System.setProperty(key, value);
        }
        // The library reads them once.
        ConfigFactory.invalidateCaches();
    }
}
