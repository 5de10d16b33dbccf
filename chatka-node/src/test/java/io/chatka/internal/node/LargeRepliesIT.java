package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatka.testing.ChatClient;
import io.chatka.testing.RawWebSocket;
import io.chatka.testing.TestServer;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client that asks for much at once gets it as fast as it reads; little waits for it in the node.
 */
class LargeRepliesIT {
    private static final int SMALL_BUFFER = 4096;
    private static final int ROOMS = 32;
    private static final int MESSAGES = 3;
    private static final String TEXT = "x".repeat(60_000);
    private static final int MOST_QUEUED = 512 * 1024;

    /** Both sockets' buffers together: they grow to tens of megabytes. */
    private static final int MORE_THAN_KERNELS_KEEP = 128 << 20;

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void rejoining_every_room_is_paced_by_the_reader_and_nothing_is_missed(String io) throws Exception {
        try (TestServer server = TestServer.start(
                "limits.text",
                TEXT.length(),
                "limits.slow",
                "2s",
                "server.io",
                io,
                "limits.rate",
                "on",
                "limits.messages.count",
                1000,
                "limits.bytes.count",
                1 << 30)) {
            Map<String, JsonNode> left = fill(server);
            try (RawWebSocket reader = RawWebSocket.open(server.port(), "/ws", SMALL_BUFFER)) {
                for (int i = 0; i < ROOMS; i++) {
                    rejoin(reader, "r" + i, left.get("r" + i).path("epoch").asText());
                }
                await().until(() -> server.metric("chatka_queued_most_bytes") > 0);
                Map<String, Long> seqs = new HashMap<>();
                int joined = 0;
                for (int messages = 0; messages < ROOMS * MESSAGES; ) {
                    JsonNode frame = reader.read().json();
                    String room = frame.path("room").asText();
                    switch (frame.path("type").asText()) {
                        case "joined" -> {
                            assertThat(frame.path("recovered").asBoolean())
                                    .as("%s", frame)
                                    .isTrue();
                            joined++;
                        }
                        case "message" -> {
                            assertThat(frame.path("seq").asLong()).isEqualTo(seqs.merge(room, 1L, Long::sum));
                            messages++;
                        }
                        default -> assertThat(frame.path("type").asText()).isIn("welcome", "presence");
                    }
                    assertThat(server.metric("chatka_queued_most_bytes")).isLessThanOrEqualTo(MOST_QUEUED);
                }
                assertThat(joined).isEqualTo(ROOMS);
                assertThat(server.metric("chatka_limited_total{limit=\"joins\"}"))
                        .isZero();
            }
        }
    }

    @Test
    void history_that_nobody_reads_waits_with_the_server_and_not_in_its_buffers() throws Exception {
        // More than the kernel keeps for us.
        int asked = 100;
        try (TestServer server = TestServer.start("limits.text", TEXT.length(), "limits.slow", "1h")) {
            fill(server);
            List<RawWebSocket> askers = new ArrayList<>();
            try {
                for (int i = 0; i < 3; i++) {
                    RawWebSocket asker = RawWebSocket.open(server.port(), "/ws/r0", SMALL_BUFFER);
                    askers.add(asker);
                    for (int n = 1; n <= asked; n++) {
                        asker.text("{\"type\":\"history\",\"id\":" + n + "}");
                    }
                }
                int bound = 256 * 1024 + 64 * 1024 + SMALL_BUFFER;
                await().until(() -> server.metric("chatka_queued_most_bytes") > 0);
                for (RawWebSocket asker : askers) {
                    for (int answers = 0; answers < asked; ) {
                        assertThat(server.metric("chatka_queued_most_bytes")).isLessThanOrEqualTo(bound);
                        JsonNode frame = asker.read().json();
                        if (frame.path("type").asText().equals("history")) {
                            assertThat(frame.path("id").asInt()).isEqualTo(++answers);
                            assertThat(frame.path("messages")).isNotEmpty();
                        }
                    }
                }
            } finally {
                for (RawWebSocket asker : askers) {
                    asker.close();
                }
            }
        }
    }

    @Test
    void pages_that_are_asked_for_and_not_read_are_not_kept() throws Exception {
        byte[] asks = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".repeat(1_000).getBytes(StandardCharsets.US_ASCII);
        try (TestServer server = TestServer.start("limits.handshake", "1s");
                Socket socket = new Socket()) {
            socket.setReceiveBufferSize(SMALL_BUFFER);
            socket.connect(new InetSocketAddress("127.0.0.1", server.port()));
            OutputStream asking = socket.getOutputStream();
            assertThatThrownBy(() -> {
                        for (int sent = 0; sent < MORE_THAN_KERNELS_KEEP; sent += asks.length) {
                            asking.write(asks);
                        }
                    })
                    .as("the server reads no further, and closes")
                    .isInstanceOf(SocketException.class);
        }
    }

    /** Publishes messages in every room; returns the position in each room before them. */
    private static Map<String, JsonNode> fill(TestServer server) throws Exception {
        Map<String, JsonNode> left = new HashMap<>();
        for (int i = 0; i < ROOMS; i++) {
            try (ChatClient speaker = ChatClient.connect(server.uri("/ws/r" + i))) {
                left.put("r" + i, speaker.next("joined"));
                for (int n = 1; n <= MESSAGES; n++) {
                    speaker.send("{\"type\":\"say\",\"text\":\"" + TEXT + "\"}");
                    assertThat(speaker.next("message").path("seq").asInt()).isEqualTo(n);
                }
            }
        }
        return left;
    }

    private static void rejoin(RawWebSocket reader, String room, String epoch) throws Exception {
        reader.text("{\"type\":\"join\",\"room\":\"" + room + "\",\"since\":{\"epoch\":\"" + epoch + "\",\"seq\":0}}");
    }
}
