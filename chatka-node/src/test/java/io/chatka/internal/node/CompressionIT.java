package io.chatka.internal.node;

import static io.chatka.testing.RawWebSocket.FIN;
import static io.chatka.testing.RawWebSocket.RSV1;
import static io.chatka.testing.RawWebSocket.TEXT;
import static io.chatka.testing.RawWebSocket.frame;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chatka.internal.transport.deflate.Decompressor;
import io.chatka.internal.transport.deflate.DeflateTest;
import io.chatka.testing.Library;
import io.chatka.testing.RawWebSocket;
import io.chatka.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Members with and without compression in one room. */
class CompressionIT {
    private static final String LONG = "a long text, which is worth it; ".repeat(40);
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start("server.compression.enabled", "on", "server.event-loops", 2);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void everybody_gets_the_same_messages_in_the_same_order_compressed_or_not() throws Exception {
        // OkHttp offers compression by itself and compresses what it sends; Java-WebSocket does not.
        List<Library.Line> members = List.of(
                Library.OKHTTP.open(server.uri("/ws/mixed")),
                Library.JAVA_WEBSOCKET.open(server.uri("/ws/mixed")),
                Library.OKHTTP.open(server.uri("/ws/mixed")),
                Library.JDK.open(server.uri("/ws/mixed")));
        for (Library.Line member : members) {
            next(member, "joined");
        }
        for (int n = 1; n <= 20; n++) {
            String text = n + (n % 3 == 0 ? " short" : LONG);
            members.get(n % members.size()).text("{\"type\":\"say\",\"text\":\"" + text + "\"}");
            for (Library.Line member : members) {
                assertThat(next(member, "message").path("text").asText()).isEqualTo(text);
            }
        }
        for (Library.Line member : members) {
            member.close();
        }
    }

    @Test
    void messages_and_replies_are_compressed_if_they_are_worth_it() throws Exception {
        try (RawWebSocket web = RawWebSocket.socket(server.port())) {
            web.send(RawWebSocket.handshake("/ws/raw")
                    .replace("\r\n\r\n", "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n"));
            assertThat(web.answer().headers()).containsKey("sec-websocket-extensions");
            assertThat(next(web, "welcome")).isTrue();
            next(web, "joined");
            web.send(frame(
                    FIN | RSV1 | TEXT,
                    DeflateTest.deflated(
                            ("{\"type\":\"say\",\"text\":\"" + LONG + "\"}").getBytes(StandardCharsets.UTF_8))));
            assertThat(next(web, "message")).isTrue();
            // A short message is uncompressed, on the same connection.
            web.text("{\"type\":\"ping\"}");
            assertThat(next(web, "pong")).isFalse();
            web.text("{\"type\":\"history\",\"id\":1}");
            assertThat(next(web, "history")).isTrue();
            web.text("{\"type\":\"history\"}");
            assertThat(next(web, "history")).isTrue();
        }
    }

    /** Reads a frame of this type; whether it was compressed. */
    private static boolean next(RawWebSocket web, String type) throws Exception {
        RawWebSocket.Frame frame = web.read();
        byte[] text = frame.compressed() ? new Decompressor().decompress(frame.payload(), 1_000_000) : frame.payload();
        assertThat(new ObjectMapper().readTree(text).path("type").asText()).isEqualTo(type);
        return frame.compressed();
    }

    private static JsonNode next(Library.Line line, String type) throws Exception {
        while (true) {
            String text = line.texts.poll(30, TimeUnit.SECONDS);
            assertThat(text).as("a %s", type).isNotNull();
            JsonNode frame = new ObjectMapper().readTree(text);
            if (frame.path("type").asText().equals(type)) {
                return frame;
            }
        }
    }
}
