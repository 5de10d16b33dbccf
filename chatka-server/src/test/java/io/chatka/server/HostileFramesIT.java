package io.chatka.server;

import static io.chatka.server.RawWebSocket.BINARY;
import static io.chatka.server.RawWebSocket.CLOSE;
import static io.chatka.server.RawWebSocket.CONTINUATION;
import static io.chatka.server.RawWebSocket.FIN;
import static io.chatka.server.RawWebSocket.PING;
import static io.chatka.server.RawWebSocket.PONG;
import static io.chatka.server.RawWebSocket.TEXT;
import static io.chatka.server.RawWebSocket.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatka.protocol.CloseCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames that break RFC 6455 or our limits. The socket is closed with the code that says why. */
class HostileFramesIT extends BesideControl {
    private static final int RSV1 = 0x40;
    private static final int RSV2 = 0x20;
    private static final int RSV3 = 0x10;
    private static final byte[] MASK = {0, 0, 0, 0};

    record Case(String what, byte[] bytes, CloseCode code) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Case> violations() {
        List<Case> cases = new ArrayList<>(List.of(
                violation("an unmasked frame", bytes(FIN | TEXT, 2, 'h', 'i')),
                violation("reserved bit 1", frame(FIN | RSV1 | TEXT, ascii("{}"))),
                violation("reserved bit 2", frame(FIN | RSV2 | TEXT, ascii("{}"))),
                violation("reserved bit 3", frame(FIN | RSV3 | TEXT, ascii("{}"))),
                violation("a fragmented ping", frame(PING, ascii("x"))),
                violation("a fragmented close", frame(CLOSE, bytes(0x03, 0xE8))),
                violation("a ping of 126 bytes", frame(FIN | PING, new byte[126])),
                violation("a pong of 126 bytes", frame(FIN | PONG, new byte[126])),
                violation("2 bytes of length for 5", join(bytes(FIN | TEXT, 0x80 | 126, 0, 5), MASK, new byte[5])),
                violation(
                        "8 bytes of length for 5",
                        join(bytes(FIN | TEXT, 0x80 | 127, 0, 0, 0, 0, 0, 0, 0, 5), MASK, new byte[5])),
                violation(
                        "8 bytes of length for 65535",
                        bytes(FIN | TEXT, 0x80 | 127, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0)),
                violation("a length of 2^63", bytes(FIN | TEXT, 0x80 | 127, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)),
                violation("a continuation of nothing", frame(FIN | CONTINUATION, ascii("x"))),
                violation(
                        "a continuation of nothing after a message",
                        join(frame(FIN | TEXT, ascii("{}")), frame(CONTINUATION, ascii("x")))),
                violation("a text inside a text", join(frame(TEXT, ascii("a")), frame(FIN | TEXT, ascii("b")))),
                violation("a close of 1 byte", frame(FIN | CLOSE, bytes(3)))));
        for (int opcode : new int[] {3, 4, 5, 6, 7, 0xB, 0xC, 0xD, 0xE, 0xF}) {
            cases.add(violation("opcode " + opcode, frame(FIN | opcode, ascii("x"))));
        }
        for (int code : new int[] {0, 999, 1004, 1005, 1006, 1015, 2999}) {
            cases.add(violation("close code " + code, frame(FIN | CLOSE, bytes(code >> 8, code & 0xFF))));
        }
        return cases.stream();
    }

    static Stream<Case> limits() {
        byte[] half = new byte[40_000];
        Arrays.fill(half, (byte) 'x');
        return Stream.of(
                new Case(
                        "a length of 2^63 - 1",
                        bytes(FIN | TEXT, 0x80 | 127, 0x7F, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0),
                        CloseCode.TOO_BIG),
                new Case("a frame over the limit", frame(FIN | TEXT, new byte[65_537]), CloseCode.TOO_BIG),
                new Case(
                        "fragments over the limit",
                        join(frame(TEXT, half), frame(FIN | CONTINUATION, half)),
                        CloseCode.TOO_BIG),
                new Case(
                        "continuations without end",
                        join(frame(TEXT, half), repeat(frame(CONTINUATION, new byte[0]), 1_100)),
                        CloseCode.TOO_MANY_ERRORS),
                new Case("frames of 1 byte", repeat(frame(FIN | TEXT, ascii("x")), 100), CloseCode.TOO_MANY_ERRORS),
                new Case("a binary frame", frame(FIN | BINARY, ascii("{}")), CloseCode.BINARY),
                new Case("a binary fragment", frame(BINARY, ascii("{}")), CloseCode.BINARY));
    }

    static Stream<Case> notUtf8() {
        return Stream.of(
                        new Case("a byte that UTF-8 does not have", frame(FIN | TEXT, bytes('a', 0xFF)), null),
                        new Case("an overlong slash", frame(FIN | TEXT, bytes(0xC0, 0xAF)), null),
                        new Case("an overlong NUL", frame(FIN | TEXT, bytes(0xE0, 0x80, 0x80)), null),
                        new Case("a surrogate", frame(FIN | TEXT, bytes(0xED, 0xA0, 0x80)), null),
                        new Case("beyond Unicode", frame(FIN | TEXT, bytes(0xF4, 0x90, 0x80, 0x80)), null),
                        new Case("half a character", frame(FIN | TEXT, bytes(0xE4, 0xB8)), null),
                        new Case(
                                "half a character in the last fragment",
                                join(frame(TEXT, ascii("a")), frame(FIN | CONTINUATION, bytes(0xE4, 0xB8))),
                                null))
                .map(bad -> new Case(bad.what, bad.bytes, CloseCode.BAD_UTF8));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"violations", "limits", "notUtf8"})
    void a_bad_frame_closes_the_socket_with_its_code(Case bad) throws Exception {
        try (RawWebSocket web = inNewRoom()) {
            web.send(bad.bytes);
            assertThat(web.closeCode()).isEqualTo(bad.code.number());
        }
    }

    @Test
    void a_message_in_fragments_with_a_ping_between_them_is_one_message() throws Exception {
        try (RawWebSocket web = inNewRoom()) {
            byte[] say = "{\"type\":\"say\",\"text\":\"\u4e2d\"}".getBytes(StandardCharsets.UTF_8);
            // In the middle of the character.
            int cut = say.length - 4;
            web.send(frame(TEXT, Arrays.copyOf(say, cut)));
            web.send(frame(FIN | PING, ascii("now?")));
            RawWebSocket.Frame pong = web.read();
            assertThat(pong.opcode()).isEqualTo(PONG);
            assertThat(pong.payload()).isEqualTo(ascii("now?"));
            web.send(frame(CONTINUATION, new byte[0]));
            web.send(frame(FIN | CONTINUATION, Arrays.copyOfRange(say, cut, say.length)));
            assertThat(web.read("message").path("text").asText()).isEqualTo("\u4e2d");
        }
    }

    @Test
    void a_frame_of_the_largest_size_is_read() throws Exception {
        try (RawWebSocket web = inNewRoom()) {
            byte[] largest = new byte[65_536];
            Arrays.fill(largest, (byte) ' ');
            byte[] ping = ascii("{\"type\":\"ping\"}");
            System.arraycopy(ping, 0, largest, 0, ping.length);
            web.send(frame(FIN | TEXT, largest));
            web.read("pong");
        }
    }

    @Test
    void a_close_is_answered_by_a_close_and_the_end_of_the_socket() throws Exception {
        try (RawWebSocket web = inNewRoom()) {
            web.send(frame(FIN | CLOSE, bytes(0x0F, 0xA0)));
            RawWebSocket.Frame close = web.read();
            assertThat(close.opcode()).isEqualTo(CLOSE);
            assertThat(close.closeCode()).isEqualTo(4000);
            assertThat(web.ended()).isTrue();
        }
    }

    @Test
    void frames_before_the_handshake_is_answered_close_the_socket() throws Exception {
        try (RawWebSocket web = RawWebSocket.socket(server.port())) {
            web.send(join(ascii(RawWebSocket.handshake("/ws/" + newRoom())), frame(FIN | TEXT, ascii("{}"))));
            web.answer();
            web.closeCode();
            assertThat(web.ended()).isTrue();
        }
    }

    @Test
    void no_hello_in_time_closes_the_socket() throws Exception {
        try (TestServer impatient = TestServer.start("limits.hello", "200ms");
                RawWebSocket web = RawWebSocket.open(impatient.port(), "/ws")) {
            // Frames that open no session do not help.
            web.send(frame(FIN | PONG, ascii("x")));
            assertThat(web.closeCode()).isEqualTo(CloseCode.HELLO_TIMEOUT.number());
        }
    }

    @Test
    void a_client_that_pings_and_never_reads_is_cut_off() throws Exception {
        try (TestServer strict = TestServer.start("limits.slow", "200ms");
                ControlClient beside = new ControlClient(strict);
                RawWebSocket web = RawWebSocket.open(strict.port(), "/ws/flood", 4096)) {
            beside.chat();
            byte[] pings = repeat(frame(FIN | PING, new byte[125]), 500);
            await().pollDelay(java.time.Duration.ZERO)
                    .pollInterval(java.time.Duration.ofMillis(1))
                    .until(() -> refused(web, pings));
            beside.chat();
            await().until(() -> strict.connections() == 1);
        }
    }

    private static boolean refused(RawWebSocket web, byte[] bytes) {
        try {
            web.send(bytes);
            return false;
        } catch (IOException closed) {
            return true;
        }
    }

    private static Case violation(String what, byte[] bytes) {
        return new Case(what, bytes, CloseCode.PROTOCOL_ERROR);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(int... bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        IntStream.of(bytes).forEach(out::write);
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] repeat(byte[] part, int times) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
