package io.chatka.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.internal.node.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The meters of the process and its JVM, which the server adds to those of its node. */
class JvmMetersTest {
    private static final Pattern TYPE = Pattern.compile("^# TYPE (\\S+) (\\S+)$", Pattern.MULTILINE);
    private static final Pattern ROW =
            Pattern.compile("^\\| `((?!chatka_)[a-z0-9_]+)` \\| (counter|gauge|timer) \\|", Pattern.MULTILINE);

    /** Reported only when it happens, or only with some collectors. */
    private static final Set<String> NOT_ALWAYS =
            Set.of("jvm_gc_pause_seconds", "jvm_gc_concurrent_phase_time_seconds");

    @Test
    void every_meter_is_in_the_document_and_every_documented_meter_is_there() throws IOException {
        Set<String> documented = new TreeSet<>();
        Matcher row = ROW.matcher(Files.readString(Path.of("..", "docs", "operations", "watch.md")));
        while (row.find()) {
            documented.add(row.group(1));
        }
        Set<String> reported = new TreeSet<>();
        try (Registries registries = new Registries(PushSettings.read(Configuration.defaults(Map.of())))) {
            Matcher type = TYPE.matcher(registries.scrape());
            while (type.find()) {
                // A timer has its maximum beside it.
                reported.add(type.group(1).replaceFirst("_seconds_max$", "_seconds"));
            }
        }
        reported.addAll(NOT_ALWAYS);
        assertThat(reported).isEqualTo(documented);
    }
}
