package io.chatka.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatka.testing.ChatClient;
import io.chatka.testing.Http;
import io.chatka.testing.RawWebSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server with a small heap, and more clients than it has memory for. */
class MemoryShortIT {
    private static final String SMALL = "export JDK_JAVA_OPTIONS='-Xmx48m -XX:+ExitOnOutOfMemoryError'; ";
    private static final int ROOMS = 31;

    /** More than the heap holds, many times. */
    private static final int MOST = 10_000;

    private final List<Socket> flood = new ArrayList<>();

    @Tag("full")
    @Test
    void flood_is_refused_before_memory_runs_out_and_who_is_there_notices_nothing() throws Exception {
        try (ServerProcess server = ServerProcess.start(
                        SMALL,
                        "--set",
                        "chatka.limits.rate=off",
                        "--set",
                        "chatka.rooms.idle=1s",
                        // These clients answer no pings, and have to stay connected.
                        "--set",
                        "chatka.heartbeat.interval=1h");
                ChatClient ann = ChatClient.connect(server.uri("/ws/control"));
                ChatClient bob = ChatClient.connect(server.uri("/ws/control"))) {
            ann.next("joined");
            bob.next("joined");
            try {
                String refusal = flood(server.port);
                assertThat(refusal).startsWith("HTTP/1.1 503").contains("short of memory");
                assertThat(refusal).containsIgnoringCase("retry-after: ");

                ann.send("{\"type\":\"say\",\"id\":1,\"text\":\"still here\"}");
                assertThat(bob.next("message").path("text").asText()).isEqualTo("still here");
                ann.send("{\"type\":\"join\",\"id\":2,\"room\":\"one-more\"}");
                var error = ann.next("error");
                assertThat(error.path("code").asText()).isEqualTo("unavailable");
                assertThat(error.path("message").asText()).contains("short of memory");
                assertThat(error.path("retryAfter").asInt()).isPositive();
                assertThat(Http.get(server.admin("/ready")).body()).contains("\"ready\":false", "memory is short");
                assertThat(Http.get(server.admin("/live")).body()).contains("\"live\":true");
                assertThat(Http.get(server.admin("/metrics")).body())
                        .doesNotContain("\nchatka_limited_total{limit=\"memory\"} 0.0");
            } finally {
                for (Socket socket : flood) {
                    socket.close();
                }
            }
            await().atMost(Duration.ofSeconds(150))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> Http.get(server.admin("/ready")).body().contains("\"ready\":true"));
            try (ChatClient late = ChatClient.connect(server.uri("/ws/control"))) {
                late.next("joined");
            }
            server.terminate();
            assertThat(server.exit()).isZero();
            assertThat(server.rest())
                    .anyMatch(line -> line.contains("memory is short"))
                    .anyMatch(line -> line.contains("memory is free again"));
        }
    }

    /**
     * Connects clients until one is refused, each in many rooms of its own; returns the refusal.
     */
    private String flood(int port) throws IOException {
        for (int i = 0; i < MOST; i++) {
            Socket socket = new Socket("127.0.0.1", port);
            flood.add(socket);
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(RawWebSocket.handshake("/ws/flood-" + i).getBytes(StandardCharsets.US_ASCII));
            byte[] answer = new byte[2048];
            int length = socket.getInputStream().read(answer);
            String text = new String(answer, 0, Math.max(0, length), StandardCharsets.US_ASCII);
            if (!text.startsWith("HTTP/1.1 101")) {
                // The body may come in a packet of its own.
                return text + new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            }
            socket.getOutputStream().write(joins(i));
        }
        throw new AssertionError("nobody was refused");
    }

    private static byte[] joins(int client) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int room = 0; room < ROOMS; room++) {
            byte[] json = ("{\"type\":\"join\",\"room\":\"flood-" + client + "-" + room + "\"}")
                    .getBytes(StandardCharsets.US_ASCII);
            frames.write(0x81);
            frames.write(0x80 | json.length);
            // A mask of zeros leaves the payload as it is.
            frames.writeBytes(new byte[4]);
            frames.writeBytes(json);
        }
        return frames.toByteArray();
    }
}
