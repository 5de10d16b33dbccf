package io.chatka.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chatka.testing.ChatClient;
import io.chatka.testing.RawWebSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The packaged server as a process of its own: signals, exit codes, console, the open-file limit. */
class ProcessIT {
    @Test
    void sigterm_says_bye_closes_with_1012_and_exits_0() throws Exception {
        try (ServerProcess server = ServerProcess.start("")) {
            ChatClient client = ChatClient.connect(server.uri("/ws/lobby"));
            client.next("joined");
            server.terminate();
            assertThat(client.next("bye").path("reconnect").isNumber()).isTrue();
            assertThat(client.closeCode()).isEqualTo(1012);
            assertThat(server.exit()).isZero();
            assertThat(server.rest()).last().asString().endsWith("stopped");
        }
    }

    @Test
    void start_warns_of_nothing_and_says_who_may_connect() throws Exception {
        try (ServerProcess server = ServerProcess.start("")) {
            // Of the machine that this runs on there may be something to say.
            assertThat(server.greeting)
                    .hasSizeBetween(3, 12)
                    .allMatch(line -> line.contains(" INFO ")
                            || line.contains(" WARN  machine: ")
                            || line.contains(" WARN  limits: "));
            assertThat(server.greeting).anyMatch(line -> line.contains("guests"));
            assertThat(server.greeting).anyMatch(line -> line.contains("open-file limit"));
        }
    }

    @Test
    void start_says_what_of_machine_and_settings_holds_it_up_and_what_to_do() throws Exception {
        String loops = "chatka.server.event-loops=" + (Runtime.getRuntime().availableProcessors() + 1);
        try (ServerProcess server = ServerProcess.start(
                "ulimit -n 1030; ",
                "--set",
                loops,
                "--set",
                "chatka.server.backlog=1048576",
                "--set",
                "chatka.limits.rate=off")) {
            assertThat(server.greeting)
                    .filteredOn(line -> line.contains(" WARN "))
                    .satisfiesExactlyInAnyOrder(
                            line -> assertThat(line)
                                    .contains("limits: 6 connections", "1,030 minus 1,024", "ulimit -n"),
                            line -> assertThat(line).contains("machine: net.core.somaxconn is", "sysctl -w"),
                            line -> assertThat(line)
                                    .contains("machine: ", "share processors", "chatka.server.event-loops"),
                            line -> assertThat(line).contains("settings: chatka.limits.rate is off", "leave it at on"));
            assertThat(server.greeting).last().asString().contains("ready in");
        }
    }

    @Test
    void json_log_has_one_object_a_line() throws Exception {
        try (ServerProcess server = ServerProcess.start("", "--log-format", "json")) {
            for (String line : server.greeting) {
                JsonNode entry = new ObjectMapper().readTree(line);
                assertThat(entry.path("level").asText()).isIn("INFO", "WARN");
                assertThat(entry.path("formattedMessage").asText()).isNotEmpty();
            }
        }
    }

    @Test
    void more_connections_than_the_open_file_limit_allows_are_refused_at_the_start() {
        assertThatThrownBy(() -> ServerProcess.start("ulimit -n 2000; ", "--set", "chatka.limits.connections=5000")
                        .close())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("chatka.limits.connections")
                .hasMessageContaining("allows 976")
                .hasMessageContaining("ulimit -n");
    }

    @Test
    void open_file_limit_bounds_the_connections_and_refuses_the_next() throws Exception {
        // 1,024 are the reserve, so 6 connections are left.
        try (ServerProcess server = ServerProcess.start("ulimit -n 1030; ")) {
            assertThat(server.greeting).anyMatch(line -> line.contains("6 connections"));
            List<ChatClient> clients = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                ChatClient client = ChatClient.connect(server.uri("/ws/lobby"));
                client.next("joined");
                clients.add(client);
            }
            try (java.net.Socket one = new java.net.Socket("127.0.0.1", server.port)) {
                one.getOutputStream()
                        .write(RawWebSocket.handshake("/ws/lobby")
                                .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                String refusal =
                        new String(one.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
                assertThat(refusal).startsWith("HTTP/1.1 503 ").containsIgnoringCase("retry-after: ");
            }
            clients.get(5).send("{\"type\":\"say\",\"text\":\"all well\"}");
            assertThat(clients.get(0).next("message").path("text").asText()).isEqualTo("all well");
            clients.forEach(ChatClient::close);
        }
    }
}
