package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatka.testing.ChatClient;
import io.chatka.testing.RawWebSocket;
import io.chatka.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that stops reading delays nobody else, and learns exactly what it misses. */
class SlowReaderIT {
    private static final String TEXT = "x".repeat(20_000);
    private static final int SMALL_BUFFER = 4096;

    /** More than the kernel's buffers and ours hold. */
    private static final int MESSAGES = 600;

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "io_uring", "nio"})
    void reader_that_pauses_gets_every_message_or_a_gap_that_names_it(String io) throws Exception {
        try (TestServer server = TestServer.start(
                        "limits.queued", "64KiB", "limits.slow", "1h", "limits.text", TEXT.length(), "server.io", io);
                RawWebSocket paused = RawWebSocket.open(server.port(), "/ws/lobby", SMALL_BUFFER);
                ChatClient ann = ChatClient.joined(server, "lobby")) {
            for (int i = 1; i <= MESSAGES; i++) {
                ann.send("{\"type\":\"say\",\"text\":\"" + TEXT + "\"}");
                assertThat(ann.next("message").path("seq").asInt()).isEqualTo(i);
            }

            // Now it reads: all that was queued for it, then what it missed, then what comes later.
            List<JsonNode> gaps = new ArrayList<>();
            long seq = 0;
            while (seq < MESSAGES) {
                JsonNode frame = paused.read().json();
                switch (frame.path("type").asText()) {
                    case "message" -> {
                        assertThat(frame.path("seq").asLong()).isEqualTo(seq + 1);
                        assertThat(frame.path("text").asText()).isEqualTo(TEXT);
                        seq++;
                    }
                    case "gap" -> {
                        assertThat(frame.path("from").asLong()).isEqualTo(seq + 1);
                        seq = frame.path("to").asLong();
                        gaps.add(frame);
                    }
                    default -> assertThat(frame.path("type").asText()).isIn("welcome", "joined", "presence");
                }
            }
            assertThat(gaps).isNotEmpty();
            ann.send("{\"type\":\"say\",\"text\":\"later\"}");
            assertThat(paused.read("message").path("text").asText()).isEqualTo("later");
        }
    }

    @Test
    void reader_that_never_reads_is_closed_and_nobody_else_notices() throws Exception {
        try (TestServer server = TestServer.start(
                        "limits.queued", "16KiB", "limits.slow", "200ms", "limits.text", TEXT.length());
                RawWebSocket deaf = RawWebSocket.open(server.port(), "/ws/lobby", SMALL_BUFFER);
                ChatClient ann = ChatClient.joined(server, "lobby")) {
            for (int i = 1; i <= MESSAGES && server.connections() == 2; i++) {
                ann.send("{\"type\":\"say\",\"text\":\"" + TEXT + "\"}");
                assertThat(ann.next("message").path("seq").asInt()).isEqualTo(i);
            }
            await().until(() -> server.connections() == 1);
            assertThat(deaf).isNotNull();
            ann.send("{\"type\":\"say\",\"text\":\"alone\"}");
            assertThat(ann.next("message").path("text").asText()).isEqualTo("alone");
        }
    }
}
