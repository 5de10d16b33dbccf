package io.chatka.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.testing.JavaExample;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Java examples of the documents compile as they stand, and serve. */
class JavaExamplesIT {
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```java\n(.*?)\n\n(try .*?)\n```");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/tutorial.md"})
    void example_compiles_and_starts_a_node(String document) throws Exception {
        Matcher example = EXAMPLE.matcher(Files.readString(Path.of("..").resolve(document)));
        assertThat(example.find()).isTrue();
        String source = example.group(1)
                + "\npublic class Example { public static void main(String[] args) throws Exception {\n"
                // Another program may have the port.
                + example.group(2).replace(".port(8000)", ".port(0)")
                + "\n}}";
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream console = System.out;
        InputStream keyboard = System.in;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setIn(InputStream.nullInputStream());
        try (JavaExample compiled = new JavaExample(directory, source)) {
            compiled.run();
        } finally {
            System.setOut(console);
            System.setIn(keyboard);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).containsPattern("chat on port [1-9][0-9]*");
    }
}
