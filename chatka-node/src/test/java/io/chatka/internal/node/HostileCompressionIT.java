package io.chatka.internal.node;

import static io.chatka.testing.RawWebSocket.CONTINUATION;
import static io.chatka.testing.RawWebSocket.FIN;
import static io.chatka.testing.RawWebSocket.PING;
import static io.chatka.testing.RawWebSocket.RSV1;
import static io.chatka.testing.RawWebSocket.TEXT;
import static io.chatka.testing.RawWebSocket.bytes;
import static io.chatka.testing.RawWebSocket.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.internal.protocol.CloseCode;
import io.chatka.internal.transport.deflate.DeflateTest;
import io.chatka.testing.BesideControl;
import io.chatka.testing.Catalogued;
import io.chatka.testing.ControlClient;
import io.chatka.testing.HttpAnswer;
import io.chatka.testing.RawWebSocket;
import io.chatka.testing.ServerMemory;
import io.chatka.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where compression is on: what does not keep to it, beside a client that must notice nothing. */
class HostileCompressionIT {
    private static final long MEGABYTE = 1024 * 1024;
    private static TestServer server;
    private static ControlClient control;

    @BeforeAll
    static void start() throws InterruptedException {
        server = TestServer.start("server.compression.enabled", "on");
        control = new ControlClient(server);
    }

    @AfterAll
    static void stop() {
        control.close();
        server.close();
    }

    @AfterEach
    void control_chats() throws InterruptedException {
        control.chat();
    }

    @ParameterizedTest
    @ValueSource(ints = {70_000, 60_000_000})
    @Catalogued(35)
    void a_bomb_is_closed_and_costs_little(int size) throws Exception {
        byte[] bomb = frame(FIN | RSV1 | TEXT, DeflateTest.deflated(new byte[size]));
        try (RawWebSocket web = open()) {
            long before = ServerMemory.askedOfTheHeap();
            web.send(bomb);
            BesideControl.assertClosedAs(CloseCode.TOO_BIG, web);
            assertThat(ServerMemory.askedOfTheHeap() - before).isLessThan(MEGABYTE);
        }
    }

    @Test
    @Catalogued(36)
    void a_bomb_in_fragments_is_closed_and_costs_little() throws Exception {
        byte[] bomb = DeflateTest.deflated(new byte[60_000_000]);
        try (RawWebSocket web = open()) {
            long before = ServerMemory.askedOfTheHeap();
            int part = 1_000;
            for (int from = 0; from < bomb.length; from += part) {
                int first = (from == 0 ? RSV1 | TEXT : CONTINUATION) | (from + part < bomb.length ? 0 : FIN);
                web.sendIfOpen(frame(first, Arrays.copyOfRange(bomb, from, Math.min(bomb.length, from + part))));
            }
            BesideControl.assertClosedAs(CloseCode.TOO_BIG, web);
            assertThat(ServerMemory.askedOfTheHeap() - before).isLessThan(MEGABYTE);
        }
    }

    @Test
    @Catalogued({30, 36})
    void compressed_bytes_over_the_limit_are_not_kept() throws Exception {
        try (RawWebSocket web = open()) {
            web.send(frame(RSV1 | TEXT, new byte[40_000]));
            web.send(frame(CONTINUATION, new byte[40_000]));
            BesideControl.assertClosedAs(CloseCode.TOO_BIG, web);
        }
    }

    static Stream<byte[]> broken() {
        byte[] whole = DeflateTest.deflated("{\"type\":\"ping\"}".getBytes(StandardCharsets.UTF_8));
        return Stream.of(
                bytes(),
                bytes(0xFF),
                bytes(0x07, 0x42, 0x42),
                "no deflate at all".getBytes(StandardCharsets.UTF_8),
                Arrays.copyOf(whole, whole.length - 3),
                DeflateTest.deflated(new byte[] {'"', (byte) 0xC3, 0x28, '"'}));
    }

    @ParameterizedTest
    @MethodSource("broken")
    @Catalogued(37)
    void what_is_broken_is_closed(byte[] message) throws Exception {
        try (RawWebSocket web = open()) {
            web.send(frame(FIN | RSV1 | TEXT, message));
            BesideControl.assertClosedAs(CloseCode.BAD_UTF8, web);
        }
    }

    static Stream<byte[]> misplaced() {
        byte[] message = DeflateTest.deflated("{\"type\":\"ping\"}".getBytes(StandardCharsets.UTF_8));
        return Stream.of(
                frame(FIN | 0x20 | TEXT, message),
                frame(FIN | 0x10 | TEXT, message),
                frame(FIN | RSV1 | 0x20 | TEXT, message),
                frame(FIN | RSV1 | PING, bytes(1)),
                RawWebSocket.join(frame(RSV1 | TEXT, message), frame(FIN | RSV1 | CONTINUATION, bytes())));
    }

    @ParameterizedTest
    @MethodSource("misplaced")
    @Catalogued(18)
    void a_reserved_bit_in_a_wrong_place_is_a_violation(byte[] frames) throws Exception {
        try (RawWebSocket web = open()) {
            web.send(frames);
            BesideControl.assertClosedAs(CloseCode.PROTOCOL_ERROR, web);
        }
    }

    @Test
    @Catalogued(34)
    void small_frames_that_become_large_count_as_many() throws Exception {
        try (TestServer strict = TestServer.start(
                        "server.compression.enabled",
                        "on",
                        "limits.rate",
                        "on",
                        "limits.frames.count",
                        100,
                        "limits.frames.per",
                        "10m");
                RawWebSocket web = open(strict)) {
            // 16 KiB each: 5 frames of the 100.
            byte[] large = frame(FIN | RSV1 | TEXT, DeflateTest.deflated((" ".repeat(16_384)).getBytes()));
            for (int i = 0; i < 30; i++) {
                web.sendIfOpen(large);
            }
            BesideControl.assertClosedAs(CloseCode.RATE, web);
        }
    }

    private static RawWebSocket open() throws Exception {
        return open(server);
    }

    private static RawWebSocket open(TestServer server) throws Exception {
        RawWebSocket web = RawWebSocket.socket(server.port());
        web.send(RawWebSocket.handshake("/ws/hostile")
                .replace("\r\n\r\n", "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n"));
        HttpAnswer answer = web.answer();
        assertThat(answer.headers())
                .containsEntry(
                        "sec-websocket-extensions",
                        "permessage-deflate; server_no_context_takeover; client_no_context_takeover");
        return web;
    }
}
