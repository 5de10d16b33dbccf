package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatka.testing.ChatClient;
import io.chatka.testing.TestServer;
import org.junit.jupiter.api.Test;

/** One sender's bytes cannot fill everybody else's queue. */
class SenderBytesIT {
    private static final int LARGEST_DATA = 8_192;
    private static final int BYTES_PER_SENDER = 64 << 10;

    @Test
    void a_guest_says_no_more_bytes_than_its_rate_and_others_go_on() throws Exception {
        try (TestServer server = TestServer.start("limits.rate", "on");
                ChatClient guest = ChatClient.joined(server, "lobby");
                ChatClient ann = ChatClient.joined(server, "lobby")) {
            int taken = 0;
            for (int i = 1; i <= 20; i++) {
                JsonNode answer = guest.ask(say(i, LARGEST_DATA));
                if (answer.path("type").asText().equals("ok")) {
                    taken++;
                } else {
                    assertThat(answer.path("code").asText()).isEqualTo("rate_limited");
                    assertThat(answer.path("message").asText()).contains("65536 bytes of messages in 10 s");
                    assertThat(answer.path("retryAfter").asLong()).isBetween(1L, 10_001L);
                }
            }
            // A slow machine gives the rate back while it answers.
            assertThat(taken).isBetween(BYTES_PER_SENDER / LARGEST_DATA, 19);
            assertThat(ann.ask("{\"type\":\"say\",\"id\":\"a\",\"text\":\"and I?\"}")
                            .path("type")
                            .asText())
                    .isEqualTo("ok");
        }
    }

    @Test
    void data_over_its_limit_is_refused_by_its_id() throws Exception {
        try (TestServer server = TestServer.start();
                ChatClient ann = ChatClient.joined(server, "lobby")) {
            JsonNode refused = ann.ask(say(1, LARGEST_DATA + 1));
            assertThat(refused.path("code").asText()).isEqualTo("too_long");
            assertThat(refused.path("message").asText()).isEqualTo("\"data\" has 8193 bytes; at most 8192 are allowed");
            assertThat(ann.ask(say(2, LARGEST_DATA)).path("type").asText()).isEqualTo("ok");
        }
    }

    @Test
    void a_larger_limit_is_announced_and_holds() throws Exception {
        try (TestServer server = TestServer.start("limits.data", "60KiB");
                ChatClient ann = ChatClient.connect(server.uri("/ws/lobby"))) {
            assertThat(ann.next("welcome").path("limits").path("data").asInt()).isEqualTo(60 << 10);
            ann.next("joined");
            assertThat(ann.ask(say(1, 60 << 10)).path("type").asText()).isEqualTo("ok");
        }
    }

    /** @param bytes of the data, quotation marks included */
    private static String say(int id, int bytes) {
        return "{\"type\":\"say\",\"id\":" + id + ",\"data\":\"" + "x".repeat(bytes - 2) + "\"}";
    }
}
