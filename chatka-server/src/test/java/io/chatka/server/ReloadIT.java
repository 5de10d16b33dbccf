package io.chatka.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import io.chatka.ReloadReport;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.transport.TransportSettings;
import io.chatka.internal.transport.tls.Certificates;
import io.chatka.testing.ChatClient;
import io.chatka.testing.Http;
import io.chatka.testing.TestServer;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running server applies a changed configuration. */
class ReloadIT {
    private static final String LONG = "{\"type\":\"say\",\"id\":1,\"text\":\"" + "x".repeat(40) + "\"}";

    @TempDir
    Path directory;

    @Test
    void limit_of_a_changed_file_holds_for_new_connections_and_the_old_keep_theirs() throws Exception {
        Path file = Files.writeString(directory.resolve("chatka.conf"), "chatka.limits.text = 50");
        try (ServerProcess server = ServerProcess.start("", "--config", file.toString());
                ChatClient before = ChatClient.connect(server.uri("/ws/lobby"))) {
            assertThat(before.next("welcome").path("limits").path("text").asInt())
                    .isEqualTo(50);
            before.next("joined");
            Files.writeString(file, "chatka { limits.text = 30, server.port = 9000, metrics.influx.token = s3cret }");

            HttpResponse<String> answer = server.api("POST", "/reload");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).doesNotContain("s3cret");
            JsonNode report = new ObjectMapper().readTree(answer.body());
            assertThat(report.path("looked").get(0).asText()).isEqualTo("configuration " + file);
            assertThat(report.path("changed")).hasSize(1);
            JsonNode text = report.path("changed").get(0);
            assertThat(text.path("key").asText()).isEqualTo("chatka.limits.text");
            assertThat(text.path("from").asText()).isEqualTo("50");
            assertThat(text.path("to").asText()).isEqualTo("30");
            assertThat(text.path("effect").asText()).contains("new connections");
            // The option --port is stronger than the file.
            assertThat(report.path("restart")).hasSize(1);
            assertThat(report.path("restart").get(0).path("key").asText()).isEqualTo("chatka.metrics.influx.token");
            assertThat(report.path("wrong")).isEmpty();

            try (ChatClient after = ChatClient.connect(server.uri("/ws/lobby"))) {
                assertThat(after.next("welcome").path("limits").path("text").asInt())
                        .isEqualTo(30);
                after.next("joined");
                after.send(LONG);
                assertThat(after.next("error").path("code").asText()).isEqualTo("too_long");
                before.send(LONG);
                assertThat(after.next("message").path("text").asText()).hasSize(40);
            }
            // Settings that need a restart still differ from what runs.
            assertThat(new ObjectMapper()
                            .readTree(server.api("POST", "/reload").body())
                            .path("restart"))
                    .hasSize(1);
            server.terminate();
            assertThat(server.rest()).noneMatch(line -> line.contains("s3cret"));
        }
    }

    @Test
    void configuration_with_a_fault_changes_nothing() throws Exception {
        Path file = Files.writeString(directory.resolve("chatka.conf"), "chatka.limits.text = 50");
        // The bound shows that the last one cannot be had here.
        try (ServerProcess server = ServerProcess.start("ulimit -n 4096; ", "--config", file.toString())) {
            for (String faulty : List.of(
                    "chatka { limits { text = 30, rooms = many }, server.prot = 1 }",
                    "chatka { limits { text = 30",
                    "chatka.limits { text = 30, connections = 99999999 }")) {
                Files.writeString(file, faulty);
                HttpResponse<String> answer = server.api("POST", "/reload");
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
                JsonNode report = new ObjectMapper().readTree(answer.body());
                assertThat(report.path("changed")).isEmpty();
                assertThat(report.path("wrong")).hasSize(faulty.contains("prot") ? 2 : 1);
            }
            try (ChatClient client = ChatClient.connect(server.uri("/ws/lobby"))) {
                assertThat(client.next("welcome").path("limits").path("text").asInt())
                        .isEqualTo(50);
            }
        }
    }

    @Test
    void sighup_reads_the_file_and_says_what_became_of_it() throws Exception {
        Path file = Files.writeString(directory.resolve("chatka.conf"), "chatka.limits.connections = 5");
        try (ServerProcess server = ServerProcess.start("", "--config", file.toString());
                ChatClient there = ChatClient.connect(server.uri("/ws/lobby"))) {
            there.next("joined");
            Files.writeString(
                    file, "chatka { limits.connections = 1, server.log-level = debug, limits.backlog = 1MiB }");
            new ProcessBuilder("kill", "-HUP", Long.toString(server.process.pid()))
                    .start()
                    .waitFor();
            await().until(() -> Http.get(server.admin("/metrics")).body().contains("\nchatka_connections_limit 1.0"));
            assertThat(there.socket().isOpen()).isTrue();
            there.send(LONG);
            there.next("message");
            // The last of what is said of it; it takes effect before that.
            server.awaitLine("chatka.limits.backlog: 4MiB -> 1MiB needs a restart");
            server.terminate();
            assertThat(server.exit()).isZero();
            assertThat(server.rest())
                    .anyMatch(line -> line.contains("configuration read: 2 changed, 1 need a restart"))
                    .anyMatch(line -> line.contains("chatka.limits.connections: 5 -> 1 (at once)"))
                    .anyMatch(line -> line.contains("chatka.limits.backlog: 4MiB -> 1MiB needs a restart"));
        }
    }

    @Test
    void every_setting_that_is_said_to_be_live_reaches_those_who_use_it() {
        try (TestServer server = TestServer.start()) {
            Config changed = TestServer.configuration();
            TreeSet<String> live = ServerSettings.ALL.live();
            // Of the server's authenticator, which this node does not have: see TokensIT.
            live.removeIf(key -> key.startsWith("chatka.auth.jwt."));
            for (String key : live) {
                changed = changed.withValue(
                        key,
                        ConfigValueFactory.fromAnyRef(
                                another(changed.getValue(key).unwrapped())));
            }
            ReloadReport report = server.node().reload(ServerSettings.ALL.check(changed), effective -> {});
            assertThat(report.wrong()).isEmpty();
            assertThat(report.restart()).isEmpty();
            assertThat(report.changed()).extracting(ReloadReport.Setting::key).containsExactlyElementsOf(live);
            TransportSettings fresh = TransportSettings.read(changed, ChatSettings.read(changed));
            assertThat(server.node().transport().settings()).isEqualTo(fresh);
            assertThat(server.node().transport().maxConnections())
                    .isEqualTo(fresh.capacity().connections());
            assertThat(server.node().transport().handshakesPerSecond())
                    .isEqualTo(fresh.capacity().handshakesPerSecond());
            assertThat(server.node()
                            .reload(ServerSettings.ALL.check(changed), effective -> {})
                            .changed())
                    .isEmpty();
        }
    }

    @Test
    void certificate_that_was_renewed_is_taken_up() throws Exception {
        Certificates certificates = Certificates.in(directory);
        Path store = certificates.selfSigned("first", 5).keyStore();
        Object[] settings = {
            "server.tls.key-store",
            store.toString(),
            "server.tls.key-store-password",
            Certificates.PASSWORD,
            // It would not be checked without the reload.
            "server.tls.check-every",
            "1d"
        };
        try (TestServer server = TestServer.start(settings)) {
            long before = server.node().transport().certificateExpires();
            Files.copy(
                    certificates.make("second", "-keyalg EC").keyStore(), store, StandardCopyOption.REPLACE_EXISTING);
            assertThat(server.node().reload(TestServer.configuration(settings)).taken())
                    .isTrue();
            await().until(() -> server.node().transport().certificateExpires() > before);
        }
    }

    /** A value of the same kind. */
    private static Object another(Object value) {
        Matcher number = Pattern.compile("(\\d+)(\\D*)").matcher(value.toString());
        if (number.matches()) {
            return Integer.parseInt(number.group(1)) + 1 + number.group(2);
        }
        return switch (value.toString()) {
            case "auto" -> 100;
            case "on" -> "off";
            case "off" -> "on";
            case "info" -> "warn";
            case "*=join,say" -> "*=join";
            case "" -> "X-User";
            case "[]" -> List.of("https://chat.example.com");
            default -> throw new AssertionError("the test has no other value for " + value);
        };
    }
}
