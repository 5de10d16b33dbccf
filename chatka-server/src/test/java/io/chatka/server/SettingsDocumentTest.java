package io.chatka.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.admin.AdminProvider;
import io.chatka.hooks.HookSettings;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.node.NodeSettings;
import io.chatka.internal.redis.RedisBrokers;
import io.chatka.internal.setting.Section;
import io.chatka.internal.transport.TransportSettings;
import io.chatka.jwt.JwtSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference.conf of each module and docs/configuration.md are as the definitions are; with -Dupdate they are written. */
class SettingsDocumentTest {
    static Stream<Arguments> modules() {
        return Stream.of(
                Arguments.of("chatka-core", ChatSettings.SECTIONS),
                Arguments.of(
                        "chatka-node",
                        Stream.of(TransportSettings.SECTIONS, NodeSettings.SECTIONS)
                                .flatMap(List::stream)
                                .toList()),
                Arguments.of(
                        "chatka-admin",
                        new AdminProvider()
                                .settings().stream()
                                        .filter(section -> !JwtSettings.SECTIONS.contains(section))
                                        .toList()),
                Arguments.of("chatka-hooks", HookSettings.SECTIONS),
                Arguments.of("chatka-jwt", JwtSettings.SECTIONS),
                Arguments.of("chatka-redis", new RedisBrokers().settings()),
                Arguments.of("chatka-server", ServerSettings.SECTIONS));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void reference_conf_has_what_is_defined(String module, List<Section> sections) throws IOException {
        String end = module.equals("chatka-core") ? "\n## Pekko\n\ninclude \"chatka-pekko.conf\"\n" : "";
        isUpToDate(
                Path.of("..", module, "src", "main", "resources", "reference.conf"),
                SettingsDocument.reference(sections) + end);
    }

    @Test
    void document_has_a_row_for_each_setting() throws IOException {
        Path document = Path.of("..", "docs", "configuration.md");
        isUpToDate(document, SettingsDocument.tables(Files.readString(document), ServerSettings.ALL.sections()));
    }

    private static void isUpToDate(Path file, String wanted) throws IOException {
        if (System.getProperty("update") != null) {
            Files.writeString(file, wanted);
        }
        assertThat(Files.exists(file) ? Files.readString(file) : "")
                .as("%s; CONTRIBUTING.md, Adding a setting, says how to update it", file)
                .isEqualTo(wanted);
    }
}
