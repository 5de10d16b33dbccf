package io.chatka.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The packaged server as a process of its own: signals, exit codes, console, the open-file limit. */
class ProcessIT {
    private static final Pattern ADDRESS = Pattern.compile("at http://127\\.0\\.0\\.1:(\\d+)");

    @Test
    void sigterm_says_bye_closes_with_1012_and_exits_0() throws Exception {
        try (ServerProcess server = ServerProcess.start("")) {
            ChatClient client = ChatClient.connect(server.uri("/ws/lobby"));
            client.next("joined");
            server.terminate();
            assertThat(client.next("bye").path("reconnect").isNumber()).isTrue();
            assertThat(client.closeCode()).isEqualTo(1012);
            assertThat(server.process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(server.process.exitValue()).isZero();
            assertThat(server.rest()).last().asString().endsWith("stopped");
        }
    }

    @Test
    void start_warns_of_nothing_and_says_who_may_connect() throws Exception {
        try (ServerProcess server = ServerProcess.start("")) {
            assertThat(server.greeting).hasSizeBetween(3, 8).allMatch(line -> line.contains(" INFO "));
            assertThat(server.greeting).anyMatch(line -> line.contains("guests"));
            assertThat(server.greeting).anyMatch(line -> line.contains("open-file limit"));
        }
    }

    @Test
    void json_log_has_one_object_a_line() throws Exception {
        try (ServerProcess server = ServerProcess.start("", "--log-format", "json")) {
            for (String line : server.greeting) {
                JsonNode entry = new ObjectMapper().readTree(line);
                assertThat(entry.path("level").asText()).isEqualTo("INFO");
                assertThat(entry.path("formattedMessage").asText()).isNotEmpty();
            }
        }
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

    private static final class ServerProcess implements AutoCloseable {
        private final Process process;
        private final BufferedReader output;
        private final List<String> greeting = new ArrayList<>();
        private int port;

        private ServerProcess(Process process) {
            this.process = process;
            this.output = process.inputReader();
        }

        /** @param before shell commands that the server inherits from */
        static ServerProcess start(String before, String... options) throws IOException {
            String java = ProcessHandle.current().info().command().orElseThrow();
            String jvm = System.getProperty("test.server.jvm.options", "");
            String jar = System.getProperty("test.server.jar");
            String command = before + "exec '" + java + "' " + jvm + " -jar '" + jar
                    + "' serve --port 0 --admin-port 0 " + String.join(" ", options);
            ServerProcess server = new ServerProcess(new ProcessBuilder("sh", "-c", command)
                    .redirectErrorStream(true)
                    .start());
            server.awaitReady();
            return server;
        }

        private void awaitReady() throws IOException {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                greeting.add(line);
                Matcher address = ADDRESS.matcher(line);
                if (address.find()) {
                    port = Integer.parseInt(address.group(1));
                }
                if (line.contains("ready in")) {
                    return;
                }
            }
            throw new AssertionError("the server did not start: " + greeting);
        }

        URI uri(String path) {
            return URI.create("ws://127.0.0.1:" + port + path);
        }

        /** SIGTERM; unlike {@link Process#destroy} this leaves the output to be read. */
        void terminate() {
            process.toHandle().destroy();
        }

        List<String> rest() {
            return output.lines().toList();
        }

        @Override
        public void close() {
            terminate();
            process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        }
    }
}
