package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A program with a node inside: it serves, prints nothing of its own, ends, and brings what the README says. */
class MainIT {
    private static final Pattern ROW =
            Pattern.compile("^\\| `([a-z0-9_.-]+)` \\| [^|]+ \\| ([0-9.]+) \\|$", Pattern.MULTILINE);
    private static final Pattern VERSION = Pattern.compile("(-\\d.*)?\\.jar$");
    private static final double MEGABYTE = 1e6;

    @TempDir
    Path directory;

    /** The Java of this build, and the newest beside it. */
    static Stream<Path> javas() throws IOException {
        Path current = Path.of(System.getProperty("java.home"), "bin", "java");
        Path installed = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(installed)) {
            return Stream.of(current);
        }
        try (Stream<Path> homes = Files.list(installed)) {
            return Stream.concat(
                            Stream.of(current),
                            homes.filter(home -> home.getFileName().toString().matches(".*-(2[4-9]|[3-9]\\d)[-.].*"))
                                    .map(home -> home.resolve("bin").resolve("java"))
                                    .filter(Files::isExecutable)
                                    .toList()
                                    .stream())
                    .distinct();
        }
    }

    @ParameterizedTest
    @MethodSource("javas")
    void two_clients_chat_and_nothing_is_printed(Path java) throws Exception {
        try (Program program = new Program(java, directory.resolve("errors"))) {
            program.chat();
            assertEquals("", program.stop());
        }
    }

    @Test
    void redis_without_its_artifact_names_the_artifact() throws Exception {
        AssertionError failed = null;
        try (Program program = new Program(
                javas().findFirst().orElseThrow(),
                directory.resolve("errors"),
                "chatka.redis.url",
                "redis://127.0.0.1")) {
            program.stop();
        } catch (AssertionError expected) {
            failed = expected;
        }
        assertTrue(String.valueOf(failed).contains("add the artifact io.chatka:chatka-redis"), String.valueOf(failed));
    }

    @Test
    void the_table_of_dependencies_is_the_class_path() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(Path.of("..", "..", "chatka-node", "README.md")));
        while (row.find()) {
            documented.put(row.group(1), row.group(2));
        }
        Map<String, String> real = new TreeMap<>();
        for (String jar : Program.classPath()) {
            String name = VERSION.matcher(Path.of(jar).getFileName().toString()).replaceFirst("");
            if (!name.equals("slf4j-nop")) {
                real.put(name, "%.1f".formatted(Math.max(0.1, Files.size(Path.of(jar)) / MEGABYTE)));
            }
        }
        assertEquals(real, documented);
    }
}
