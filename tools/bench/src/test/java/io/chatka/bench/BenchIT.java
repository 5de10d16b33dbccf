package io.chatka.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chatka.Chatka;
import io.chatka.ChatkaNode;
import io.chatka.tools.Stop;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The generator against a real server. */
class BenchIT {
    private static ChatkaNode server;

    @TempDir
    private Path directory;

    private String said = "";

    @BeforeAll
    static void start() {
        server = server("off");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void open_loop_finds_everything_in_order() throws Exception {
        int exit = bench(
                server,
                "--users",
                "60",
                "--rooms",
                "3",
                "--rate",
                "200",
                "--messages",
                "360",
                "--duration",
                "60",
                "--warmup",
                "0.3");

        assertThat(said).contains("0 lost, 0 twice, 0 out of order", "Everybody got everything");
        assertThat(exit).isZero();
        JsonNode run = json().path("rows").path(0).path("runs").path(0);
        // A message counts by when it was due, however late it left: those of the first 0.3 s do not.
        assertThat(run.path("published").asInt()).isEqualTo(300);
        assertThat(run.path("deliveries").asLong()).isEqualTo(300 * 20);
        assertThat(run.path("checks").path("expected").asLong()).isEqualTo(360 * 20);
        assertThat(run.path("latencyMillis").path("p50").asDouble()).isPositive();
    }

    @Test
    void closed_loop_in_one_room_on_two_event_loops() throws Exception {
        int exit = bench(
                server,
                "--users",
                "50",
                "--threads",
                "2",
                "--window",
                "4",
                "--publishers",
                "3",
                "--messages",
                "300",
                "--duration",
                "60",
                "--ramp",
                "0");
        assertThat(said).contains("Everybody got everything");
        assertThat(exit).isZero();
        JsonNode run = json().path("rows").path(0).path("runs").path(0);
        assertThat(run.path("published").asLong()).isEqualTo(300);
        assertThat(run.path("completeMillis").path("count").asLong()).isEqualTo(300);
    }

    @Test
    void burst_is_repeated_in_new_rooms_and_makes_a_page() throws Exception {
        Path html = directory.resolve("report.html");
        int exit = bench(
                server, "--users", "40", "--messages", "10", "--reps", "3", "--ramp", "0", "--html", html.toString());
        assertThat(exit).isZero();
        assertThat(json().path("rows").path(0).path("runs")).hasSize(3).allSatisfy(run -> {
            assertThat(run.path("deliveries").asInt()).isEqualTo(400);
            assertThat(run.path("allReceivedMillis").asDouble()).isPositive();
        });
        assertThat(Files.readString(html)).contains("<svg", "Everybody got everything");
    }

    @Tag("full")
    @Test
    void stopped_readers_join_and_are_left_out_of_the_books() throws Exception {
        int exit = bench(
                server,
                "--users",
                "40",
                "--stopped-readers",
                "5%",
                "--rooms",
                "2",
                "--rate",
                "200",
                "--messages",
                "200",
                "--duration",
                "60",
                "--ramp",
                "0");
        assertThat(said).contains("Everybody got everything");
        assertThat(json().toString()).contains("beside 2 who stopped reading");
        assertThat(exit).isZero();
        JsonNode run = json().path("rows").path(0).path("runs").path(0);
        assertThat(run.path("deliveries").asLong()).isEqualTo(200 * 20);
    }

    @Tag("full")
    @Test
    void stopped_readers_that_do_not_get_in_end_the_run() {
        try (ChatkaNode full = server("off", "chatka.limits.connections", 11)) {
            // Far too many: some of the places may still be those of users who have just gone.
            int exit = bench(full, "--users", "10", "--stopped-readers", "40", "--messages", "5", "--ramp", "0");
            assertThat(exit).isEqualTo(2);
        }
    }

    @Tag("full")
    @Test
    void rate_limits_of_the_server_are_recognised() throws Exception {
        try (ChatkaNode strict = server("on")) {
            int exit = bench(strict, "--users", "2", "--messages", "400", "--ramp", "0");
            assertThat(said).contains("rate limits refused messages", "--set chatka.limits.rate=off");
            assertThat(said).doesNotContain("lost without a word");
            assertThat(exit).isEqualTo(1);
        }
    }

    @Tag("full")
    @Test
    void full_server_is_told_by_its_503() throws Exception {
        try (ChatkaNode full = server("off", "chatka.limits.connections", 30)) {
            int exit = bench(full, "--users", "40", "--messages", "5", "--ramp", "0");
            assertThat(said).contains(" users did not get in", "503");
            assertThat(exit).isEqualTo(1);
            JsonNode run = json().path("rows").path(0).path("runs").path(0);
            JsonNode connects = run.path("connects");
            // At least: a place may still be that of a user who has just gone.
            assertThat(connects.path("failed").asInt()).isGreaterThanOrEqualTo(10);
            assertThat(connects.path("unavailable503").asInt())
                    .isEqualTo(connects.path("failed").asInt());
            assertThat(connects.path("joined").asInt() + connects.path("failed").asInt())
                    .isEqualTo(40);
            assertThat(run.path("checks").path("lost").asInt()).isZero();
        }
    }

    private JsonNode json() throws Exception {
        return new ObjectMapper().readTree(directory.resolve("results.json").toFile());
    }

    private int bench(ChatkaNode server, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "--url",
                "ws://127.0.0.1:" + server.port(),
                "--patience",
                "60", // it ends as soon as everything has come
                "--json",
                directory.resolve("results.json").toString()));
        arguments.addAll(List.of(options));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            return Main.PROGRAM.run(new Stop(), arguments.toArray(String[]::new));
        } finally {
            System.setOut(before);
            said = out.toString(StandardCharsets.UTF_8);
        }
    }

    private static ChatkaNode server(String rate, Object... more) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "chatka.server.port",
                0,
                "chatka.server.admin-port",
                "off",
                "chatka.server.drain",
                "1s",
                "chatka.limits.rate",
                rate));
        for (int i = 0; i < more.length; i += 2) {
            settings.put((String) more[i], more[i + 1]);
        }
        return Chatka.node().set(settings).start();
    }
}
