package io.chatka.internal.node;

import static io.chatka.testing.RawWebSocket.BINARY;
import static io.chatka.testing.RawWebSocket.CLOSE;
import static io.chatka.testing.RawWebSocket.CONTINUATION;
import static io.chatka.testing.RawWebSocket.FIN;
import static io.chatka.testing.RawWebSocket.PING;
import static io.chatka.testing.RawWebSocket.PONG;
import static io.chatka.testing.RawWebSocket.TEXT;
import static io.chatka.testing.RawWebSocket.ascii;
import static io.chatka.testing.RawWebSocket.bytes;
import static io.chatka.testing.RawWebSocket.frame;
import static io.chatka.testing.RawWebSocket.join;
import static io.chatka.testing.RawWebSocket.repeat;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.internal.protocol.CloseCode;
import io.chatka.testing.BesideControl;
import io.chatka.testing.Catalogued;
import io.chatka.testing.RawWebSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

    /** @param row of docs/hostile-input.md */
    record Case(int row, String what, byte[] bytes, CloseCode code) {
        @Override
        public String toString() {
            return row + ": " + what;
        }
    }

    static Stream<Case> violations() {
        List<Case> cases = new ArrayList<>(List.of(
                violation(17, "an unmasked frame", bytes(FIN | TEXT, 2, 'h', 'i')),
                violation(18, "reserved bit 1", frame(FIN | RSV1 | TEXT, ascii("{}"))),
                violation(18, "reserved bit 2", frame(FIN | RSV2 | TEXT, ascii("{}"))),
                violation(18, "reserved bit 3", frame(FIN | RSV3 | TEXT, ascii("{}"))),
                violation(20, "a fragmented ping", frame(PING, ascii("x"))),
                violation(20, "a fragmented close", frame(CLOSE, bytes(0x03, 0xE8))),
                violation(21, "a ping of 126 bytes", frame(FIN | PING, new byte[126])),
                violation(21, "a pong of 126 bytes", frame(FIN | PONG, new byte[126])),
                violation(22, "2 bytes of length for 5", join(bytes(FIN | TEXT, 0x80 | 126, 0, 5), MASK, new byte[5])),
                violation(
                        22,
                        "8 bytes of length for 5",
                        join(bytes(FIN | TEXT, 0x80 | 127, 0, 0, 0, 0, 0, 0, 0, 5), MASK, new byte[5])),
                violation(
                        22,
                        "8 bytes of length for 65535",
                        bytes(FIN | TEXT, 0x80 | 127, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0)),
                violation(23, "a length of 2^63", bytes(FIN | TEXT, 0x80 | 127, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)),
                violation(24, "a continuation of nothing", frame(FIN | CONTINUATION, ascii("x"))),
                violation(
                        24,
                        "a continuation of nothing after a message",
                        join(frame(FIN | TEXT, ascii("{}")), frame(CONTINUATION, ascii("x")))),
                violation(25, "a text inside a text", join(frame(TEXT, ascii("a")), frame(FIN | TEXT, ascii("b")))),
                violation(26, "a close of 1 byte", frame(FIN | CLOSE, bytes(3)))));
        for (int opcode : new int[] {3, 4, 5, 6, 7, 0xB, 0xC, 0xD, 0xE, 0xF}) {
            cases.add(violation(19, "opcode " + opcode, frame(FIN | opcode, ascii("x"))));
        }
        for (int code : new int[] {0, 999, 1004, 1005, 1006, 1015, 2999}) {
            cases.add(violation(27, "close code " + code, frame(FIN | CLOSE, bytes(code >> 8, code & 0xFF))));
        }
        return cases.stream();
    }

    static Stream<Case> limits() {
        byte[] half = new byte[40_000];
        Arrays.fill(half, (byte) 'x');
        return Stream.of(
                new Case(
                        23,
                        "a length of 2^63 - 1",
                        bytes(FIN | TEXT, 0x80 | 127, 0x7F, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0),
                        CloseCode.TOO_BIG),
                new Case(29, "a frame over the limit", frame(FIN | TEXT, new byte[65_537]), CloseCode.TOO_BIG),
                new Case(
                        30,
                        "fragments over the limit",
                        join(frame(TEXT, half), frame(FIN | CONTINUATION, half)),
                        CloseCode.TOO_BIG),
                new Case(
                        31,
                        "continuations without end",
                        join(frame(TEXT, half), repeat(frame(CONTINUATION, new byte[0]), 1_100)),
                        CloseCode.TOO_MANY_FRAGMENTS),
                new Case(38, "a binary frame", frame(FIN | BINARY, ascii("{}")), CloseCode.BINARY),
                new Case(38, "a binary fragment", frame(BINARY, ascii("{}")), CloseCode.BINARY));
    }

    static Stream<Case> notUtf8() {
        return Stream.of(
                        new Case(28, "a byte that UTF-8 does not have", frame(FIN | TEXT, bytes('a', 0xFF)), null),
                        new Case(28, "an overlong slash", frame(FIN | TEXT, bytes(0xC0, 0xAF)), null),
                        new Case(28, "an overlong NUL", frame(FIN | TEXT, bytes(0xE0, 0x80, 0x80)), null),
                        new Case(28, "a surrogate", frame(FIN | TEXT, bytes(0xED, 0xA0, 0x80)), null),
                        new Case(28, "beyond Unicode", frame(FIN | TEXT, bytes(0xF4, 0x90, 0x80, 0x80)), null),
                        new Case(28, "half a character", frame(FIN | TEXT, bytes(0xE4, 0xB8)), null),
                        new Case(
                                28,
                                "half a character in the last fragment",
                                join(frame(TEXT, ascii("a")), frame(FIN | CONTINUATION, bytes(0xE4, 0xB8))),
                                null))
                .map(bad -> new Case(bad.row, bad.what, bad.bytes, CloseCode.BAD_UTF8));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"violations", "limits", "notUtf8"})
    void a_bad_frame_closes_the_socket_with_its_code(Case bad) throws Exception {
        try (RawWebSocket web = inNewRoom()) {
            web.send(bad.bytes);
            assertClosedAs(bad.code, web);
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

    @Catalogued(15)
    @Test
    void frames_before_the_handshake_is_answered_close_the_socket() throws Exception {
        try (RawWebSocket web = RawWebSocket.socket(server.port())) {
            web.send(join(ascii(RawWebSocket.handshake("/ws/" + newRoom())), frame(FIN | TEXT, ascii("{}"))));
            assertThat(web.answer().status()).isEqualTo(101);
            // Nothing of what was asked for: no welcome, no room.
            RawWebSocket.Frame first = web.read();
            assertThat(first.json().path("type").asText()).isEqualTo("bye");
            assertThat(web.closeCode()).isEqualTo(CloseCode.PROTOCOL_ERROR.number());
            assertThat(web.ended()).isTrue();
        }
    }

    private static Case violation(int row, String what, byte[] bytes) {
        return new Case(row, what, bytes, CloseCode.PROTOCOL_ERROR);
    }
}
