package io.chatka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatka.testing.ChatClient;
import io.chatka.testing.JavaExample;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/extending.md compile as they stand, and do what the page says. */
class ExtendingDocumentIT {
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```java\n(.*?)```");
    private static final String IMPORTS = """
            import io.chatka.*;
            import io.chatka.api.*;
            import java.util.*;
            import java.util.concurrent.*;
            """;

    @TempDir
    Path directory;

    @Test
    void the_examples_make_a_node_with_rules_of_its_own() throws Exception {
        List<String> examples = EXAMPLE.matcher(Files.readString(Path.of("..", "docs", "extending.md")))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
        assertThat(examples).hasSize(5);
        // On a port that is free, and told to the test.
        String source = IMPORTS
                + "public class Example {\nstatic final List<String> TOLD = new CopyOnWriteArrayList<>();\n"
                + "public static List<String> told() { return TOLD; }\n"
                + "public static ChatkaNode start() {\n"
                + examples.get(0).replace(".start()", ".port(0).start()")
                + "return node;\n}\n"
                + String.join("static ", examples)
                        .substring(examples.get(0).length())
                        .replace("System.out.println(", "TOLD.add(")
                + "}\n";
        try (JavaExample example = new JavaExample(directory, source)) {
            List<?> told = (List<?>) example.call("told");
            try (ChatkaNode node = (ChatkaNode) example.call("start")) {
                play(node, told);
            }
            assertThat(told.toString()).contains("lobby is empty");
        }
    }

    private void play(ChatkaNode node, List<?> told) throws Exception {
        try (ChatClient ann = connect(node);
                ChatClient guest = connect(node)) {
            assertThat(guest.ask("{\"type\":\"join\",\"id\":1,\"room\":\"staff-only\"}")
                            .path("code")
                            .asText())
                    .isEqualTo("forbidden");
            ann.send("{\"type\":\"hello\",\"id\":1,\"token\":\"ann's token\"}");
            assertThat(ann.next("welcome").at("/user/name").asText()).isEqualTo("Ann");
            ann.ask("{\"type\":\"join\",\"id\":2,\"room\":\"lobby\"}");
            ann.ask("{\"type\":\"say\",\"id\":3,\"room\":\"lobby\",\"text\":\"well, darn\"}");
            assertThat(ann.next("message").path("text").asText()).isEqualTo("well, ****");
            await().until(() -> told.toString().contains("lobby 1: well, ****"));
            try (ChatClient wrong = connect(node)) {
                wrong.send("{\"type\":\"hello\",\"id\":1,\"token\":\"another\"}");
                assertThat(wrong.next("error").path("message").asText()).isEqualTo("this token is not valid");
                assertThat(wrong.closeCode()).isEqualTo(4005);
            }
        }
    }

    private static ChatClient connect(ChatkaNode node) throws InterruptedException {
        return ChatClient.connect(URI.create("ws://127.0.0.1:" + node.port() + "/ws"));
    }
}
