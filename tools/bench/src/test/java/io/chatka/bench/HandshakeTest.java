package io.chatka.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.CorruptedFrameException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class HandshakeTest {
    private final Handshake handshake = new Handshake();
    private final String request = handshake
            .request(Target.parse("ws://127.0.0.1:8000", Dialects.CHATKA), "bench-1")
            .toString(StandardCharsets.US_ASCII);

    @Test
    void request_names_room_host_and_protocol() {
        assertThat(request)
                .startsWith("GET /ws/bench-1 HTTP/1.1\r\n")
                .contains("\r\nHost: 127.0.0.1:8000\r\n", "\r\nSec-WebSocket-Protocol: chatka.v1\r\n")
                .endsWith("\r\n\r\n");
    }

    @Test
    void what_follows_the_answer_stays_in_the_buffer_however_it_was_cut() throws Exception {
        String answer = accepted() + "frames";
        for (int cut = 1; cut < answer.length() - 6; cut++) {
            Handshake again = new Handshake();
            String own = again.request(Target.parse("ws://127.0.0.1:8000", Dialects.CHATKA), "r")
                    .toString(StandardCharsets.US_ASCII);
            String mine = answer.replace(accept(request), accept(own));
            assertThat(again.read(bytes(mine.substring(0, cut)))).isFalse();
            ByteBuf rest = bytes(mine.substring(cut));
            assertThat(again.read(rest)).isTrue();
            assertThat(rest.toString(StandardCharsets.US_ASCII)).isEqualTo("frames");
        }
    }

    @Test
    void refusal_has_its_status() {
        assertThatThrownBy(() -> handshake.read(bytes("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\n\r\n{}")))
                .isInstanceOfSatisfying(Handshake.Refused.class, refused -> {
                    assertThat(refused.status()).isEqualTo(503);
                    assertThat(refused).hasMessage("HTTP/1.1 503 Service Unavailable");
                });
    }

    @Test
    void wrong_answers_are_not_taken() throws Exception {
        String wrong = accepted().replace("Accept: ", "Accept: x");
        assertThatThrownBy(() -> handshake.read(bytes(wrong))).isInstanceOf(CorruptedFrameException.class);
        assertThatThrownBy(() -> new Handshake().read(bytes("SSH-2.0-OpenSSH\r\n\r\n")))
                .isInstanceOf(CorruptedFrameException.class);
        assertThatThrownBy(() -> new Handshake().read(bytes("x".repeat(20_000))))
                .isInstanceOf(CorruptedFrameException.class);
    }

    private String accepted() throws Exception {
        return "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nsec-websocket-Accept: " + accept(request)
                + "\r\n\r\n";
    }

    private static String accept(String request) throws Exception {
        String key = request.replaceAll("(?s).*Sec-WebSocket-Key: (\\S+).*", "$1");
        byte[] salted = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-1").digest(salted));
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }
}
