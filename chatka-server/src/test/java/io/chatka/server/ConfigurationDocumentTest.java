package io.chatka.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.chatka.internal.node.LiveSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/configuration.md says what reference.conf does. */
class ConfigurationDocumentTest {
    private static final Pattern ROW =
            Pattern.compile("^\\| `(chatka\\.[a-z.-]+)`( [●○])? \\| `(.*?)` \\| (.*) \\|$", Pattern.MULTILINE);

    @Test
    void everySetting_hasItsRowWithItsDefault() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(Path.of("..", "docs", "configuration.md")));
        while (row.find()) {
            assertThat(row.group(4)).as("meaning of " + row.group(1)).isNotBlank();
            documented.put(row.group(1), row.group(3));
        }

        Map<String, String> settings = new TreeMap<>();
        Config reference = ConfigFactory.defaultReference().withOnlyPath("chatka");
        reference.entrySet().stream()
                .filter(entry -> !entry.getKey().startsWith("chatka.pekko."))
                .forEach(entry ->
                        settings.put(entry.getKey(), shown(entry.getValue().unwrapped())));

        assertThat(documented).isEqualTo(settings);
    }

    @Test
    void whatCanBeChangedWhileTheServerRuns_isMarked() throws IOException {
        Map<String, LiveSettings.Effect> marked = new TreeMap<>();
        Map<String, LiveSettings.Effect> inCode = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(Path.of("..", "docs", "configuration.md")));
        while (row.find()) {
            LiveSettings.Effect effect = row.group(2) == null
                    ? LiveSettings.Effect.RESTART
                    : row.group(2).equals(" ●") ? LiveSettings.Effect.AT_ONCE : LiveSettings.Effect.NEW_CONNECTIONS;
            marked.put(row.group(1), effect);
            inCode.put(row.group(1), LiveSettings.effect(row.group(1)));
        }
        assertThat(marked).isEqualTo(inCode);
        assertThat(marked.keySet()).containsAll(LiveSettings.keys());
    }

    private static String shown(Object value) {
        return value.equals("") ? "(empty)" : value.toString();
    }
}
