package io.chatka.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatka.Chatka;
import io.chatka.ChatkaNode;
import io.chatka.admin.Contract;
import io.chatka.api.ConfigException;
import io.chatka.testing.ChatClient;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The shell against a real node. */
class AdminCommandIT {
    private static final String KEY = "admin-admin-admin-1";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream before = System.out;
    private Exception failure;
    private ChatkaNode node;

    @BeforeEach
    void start() {
        node = Chatka.node()
                .port(0)
                .adminPort(0)
                .set(Map.of("chatka.admin.keys", List.of(Map.of("name", "ops", "key", KEY, "role", "admin"))))
                .start();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() {
        System.setOut(before);
        node.close();
    }

    private int run(String... words) throws Exception {
        Path key = Files.writeString(folder.resolve("key"), KEY + "\n");
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--url", "http://127.0.0.1:" + node.adminPort(), "--key-file", key.toString()));
        printed.reset();
        CommandLine line = AdminCommand.create();
        line.setExecutionExceptionHandler((thrown, command, result) -> {
            failure = thrown;
            return 70;
        });
        return line.execute(all.toArray(String[]::new));
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void there_is_a_command_for_each_operation() {
        Set<String> described = new TreeSet<>();
        Contract.document()
                .get("paths")
                .forEach(path -> path.forEach(operation -> {
                    if (operation.has("x-command")) {
                        described.add(operation.get("x-command").asText());
                    }
                }));
        assertThat(new TreeSet<>(AdminCommand.create().getSubcommands().keySet()))
                .isEqualTo(described);
    }

    @Test
    void what_is_said_banned_and_asked_for_comes_out_as_tables() throws Exception {
        assertThat(run("say", "lobby", "--text", "hello\n\u202e you", "--data", "{\"a\":[1]}"))
                .isZero();
        assertThat(printed()).contains("seq: 1");
        assertThat(run("messages", "lobby")).isZero();
        assertThat(printed()).contains("ops (api:ops)").contains("hello?? you").doesNotContain("\u202e");
        assertThat(run("moderate", "lobby", "--action", "ban", "--user", "a/b", "--for", "10m"))
                .isZero();
        assertThat(run("sanctions", "lobby")).isZero();
        assertThat(printed()).contains("KIND").contains("a/b");
        assertThat(run("ban", "x y", "--reason", "no")).isZero();
        assertThat(run("user", "x y")).isZero();
        assertThat(printed()).contains("ban.reason: no");
        assertThat(run("broadcast", "--rooms", "r1,r2", "--text", "x")).isZero();
        assertThat(printed()).contains("r1").contains("r2");
        assertThat(run("rooms", "--prefix", "r", "--limit", "1")).isZero();
        assertThat(printed()).contains("r1").doesNotContain("r2");
    }

    @Test
    void json_comes_out_as_it_came() throws Exception {
        assertThat(run("node", "--json")).isZero();
        JsonNode answer = new com.fasterxml.jackson.databind.ObjectMapper().readTree(printed());
        assertThat(answer.path("figures").path("state").asText()).isEqualTo("ready");
    }

    @Test
    void what_is_wrong_is_said_in_one_line() throws Exception {
        run("moderate", "lobby", "--action", "ban");
        assertThat(failure).isInstanceOf(ConfigException.class).hasMessageContaining("needs \"user\"");
        run("ban", "u", "--for", "soon");
        assertThat(failure).isInstanceOf(ConfigException.class).hasMessageContaining("10m");
        run("say", "lobby", "--data", "{");
        assertThat(failure).isInstanceOf(ConfigException.class).hasMessageContaining("takes JSON");
        run("rooms", "--limit", "ten");
        assertThat(failure).isInstanceOf(ConfigException.class).hasMessageContaining("limit");
        node.close();
        run("rooms");
        assertThat(failure).isInstanceOf(NoAnswerException.class).hasMessageContaining("is the server running");
    }

    @Test
    void top_shows_nodes_and_rooms() throws Exception {
        run("node");
        Path key = folder.resolve("key");
        printed.reset();
        try (ChatClient client = ChatClient.connect(URI.create("ws://127.0.0.1:" + node.port() + "/ws/lobby"))) {
            client.next("joined");
            assertThat(new CommandLine(new TopCommand())
                            .execute(
                                    "--times",
                                    "2",
                                    "--url",
                                    "http://127.0.0.1:" + node.adminPort(),
                                    "--key-file",
                                    key.toString()))
                    .isZero();
        }
        assertThat(printed()).contains("DELIVERIES/S").contains("lobby").contains("ready");
        assertThat(printed().lines()).allMatch(line -> line.length() <= 150);
    }
}
