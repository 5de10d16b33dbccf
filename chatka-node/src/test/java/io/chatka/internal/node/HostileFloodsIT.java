package io.chatka.internal.node;

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
import static org.awaitility.Awaitility.await;

import io.chatka.internal.protocol.CloseCode;
import io.chatka.testing.BesideControl;
import io.chatka.testing.Catalogued;
import io.chatka.testing.ControlClient;
import io.chatka.testing.HttpAnswer;
import io.chatka.testing.RawWebSocket;
import io.chatka.testing.ServerMemory;
import io.chatka.testing.TestServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Input of which each frame is allowed, but which is too much or too slow as a whole. */
class HostileFloodsIT extends BesideControl {
    private static final byte[] COMMAND = ascii("{\"type\":\"ping\"}");

    /** Gives a message and a session little time. */
    private static TestServer impatient;

    /** Gives a request little time. */
    private static TestServer hasty;

    /** A server with rate limits, which most tests switch off. */
    private static TestServer limited;

    @BeforeAll
    static void startOthers() {
        impatient = TestServer.start("limits.unfinished", "300ms", "limits.hello", "200ms");
        hasty = TestServer.start("limits.handshake", "300ms");
        limited = TestServer.start("limits.rate", "on");
    }

    @AfterAll
    static void stopOthers() {
        impatient.close();
        hasty.close();
        limited.close();
    }

    @Test
    @Catalogued(23)
    void a_length_that_nobody_could_send_makes_nobody_allocate() throws Exception {
        byte[] longest = bytes(FIN | TEXT, 0x80 | 127, 0x7F, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0);
        byte[] negative = bytes(FIN | TEXT, 0x80 | 127, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        try (RawWebSocket first = inNewRoom();
                RawWebSocket second = inNewRoom()) {
            long asked = ServerMemory.askedOfTheHeap();
            long buffers = ServerMemory.buffers();
            first.send(longest);
            assertClosedAs(CloseCode.TOO_BIG, first);
            second.send(negative);
            assertClosedAs(CloseCode.PROTOCOL_ERROR, second);
            assertThat(ServerMemory.askedOfTheHeap() - asked).isLessThan(1 << 20);
            // The allocator takes memory in chunks of several megabytes.
            assertThat(ServerMemory.buffers() - buffers).isLessThan(16 << 20);
        }
    }

    static Stream<byte[]> beginnings() {
        return Stream.of(
                // A fragment, and none after it.
                frame(TEXT, ascii("{\"type\":")),
                join(frame(TEXT, ascii("{")), frame(CONTINUATION, ascii("\"type\":"))),
                // A frame that says that it has 100 bytes.
                bytes(FIN | TEXT, 0x80 | 100, 0, 0, 0, 0, '{'),
                // The first half of a header.
                bytes(FIN | TEXT, 0x80 | 126, 1));
    }

    @ParameterizedTest(name = "32: {index}")
    @MethodSource("beginnings")
    @Catalogued(32)
    void a_message_that_is_not_finished_in_time_closes_the_socket(byte[] beginning) throws Exception {
        try (RawWebSocket web = opened(impatient)) {
            web.send(beginning);
            assertClosedAs(CloseCode.UNFINISHED, web);
        }
    }

    @Test
    @Catalogued(32)
    void pings_in_the_middle_of_a_message_do_not_put_its_end_off() throws Exception {
        try (RawWebSocket web = opened(impatient)) {
            byte[] ping = frame(FIN | PING, ascii("!"));
            // Together, so that the first is answered however long the machine takes for the next.
            web.send(join(frame(TEXT, ascii("{")), ping));
            RawWebSocket.Frame next = web.read();
            assertThat(next.opcode()).isEqualTo(PONG);
            while (next.opcode() == PONG) {
                web.sendIfOpen(ping);
                next = web.read();
            }
            assertThat(next.json().path("reason").asText()).isEqualTo(CloseCode.UNFINISHED.text());
        }
    }

    @Test
    @Catalogued(32)
    void a_client_that_is_always_in_the_middle_of_a_new_message_is_not_closed() throws Exception {
        // Where the machine stood still, a message was not finished in time, and nothing is shown.
        await().pollDelay(Duration.ZERO).until(HostileFloodsIT::staysInTheMiddle);
    }

    /**
     * False if an answer took so long that a message may have been late. Fails if the connection
     * closed without that.
     */
    private static boolean staysInTheMiddle() throws Exception {
        byte[] message = frame(FIN | TEXT, COMMAND);
        byte[] start = Arrays.copyOf(message, 3);
        byte[] rest = Arrays.copyOfRange(message, 3, message.length);
        try (RawWebSocket web = opened(impatient)) {
            long begun = System.nanoTime();
            long last = begun;
            web.send(start);
            while (last - begun < Duration.ofMillis(1_000).toNanos()) {
                // The end of one message and the start of the next arrive together.
                boolean open = web.sendIfOpen(join(rest, start));
                String answer = web.read().json().path("type").asText();
                long now = System.nanoTime();
                if (now - last > Duration.ofMillis(100).toNanos()) {
                    return false;
                }
                assertThat(answer).isEqualTo("pong");
                assertThat(open).isTrue();
                last = now;
            }
            return true;
        }
    }

    @Tag("full")
    @Test
    @Catalogued(33)
    void a_client_that_pings_and_never_reads_is_cut_off_as_slow_and_takes_no_memory() throws Exception {
        // Without the limit on frames, so that it is the queue towards the socket that has to hold.
        try (TestServer strict = TestServer.start("limits.slow", "2s");
                ControlClient beside = new ControlClient(strict)) {
            beside.chat();
            // The first one warms up: the allocator takes its first chunks of memory and keeps them.
            pingWithoutReading(strict);
            long heap = ServerMemory.heap();
            long buffers = ServerMemory.buffers();
            // The allocator takes memory in chunks of up to 4 MiB; a flood is a hundred times that.
            assertThat(pingWithoutReading(strict) - buffers).isLessThan(16 << 20);
            assertThat(ServerMemory.heap() - heap).isLessThan(4 << 20);
            beside.chat();
        }
    }

    /**
     * Floods until the server closes the connection; returns the most bytes of buffers that the
     * server had.
     */
    private static long pingWithoutReading(TestServer server) throws IOException {
        byte[] pings = repeat(frame(FIN | PING, new byte[125]), 500);
        long most = 0;
        try (RawWebSocket web = RawWebSocket.open(server.port(), "/ws/flood", 4096)) {
            while (web.sendIfOpen(pings)) {
                most = Math.max(most, ServerMemory.buffers());
            }
        }
        await().until(() -> server.connections() == 1);
        return most;
    }

    static Stream<byte[]> floods() {
        byte[] fragments = frame(TEXT, Arrays.copyOf(COMMAND, 1));
        for (int i = 1; i < COMMAND.length; i++) {
            int end = i == COMMAND.length - 1 ? FIN : 0;
            fragments = join(fragments, frame(end | CONTINUATION, new byte[] {COMMAND[i]}));
        }
        return Stream.of(
                frame(FIN | TEXT, ascii("x")),
                frame(FIN | TEXT, new byte[0]),
                frame(FIN | PING, ascii("x")),
                frame(FIN | PONG, ascii("x")),
                frame(FIN | PONG, new byte[0]),
                fragments,
                // Only its rate is wrong.
                frame(FIN | TEXT, COMMAND));
    }

    @ParameterizedTest(name = "34: {index}")
    @MethodSource("floods")
    @Catalogued({33, 34})
    void a_flood_of_small_frames_is_closed_as_such(byte[] drop) throws Exception {
        try (RawWebSocket web = opened(limited)) {
            Thread flood = new Thread(() -> {
                byte[] hundred = repeat(drop, 100);
                // Far more than is allowed, but bounded, so that the test notices a server that
                // lets it pass.
                for (int i = 0; i < 1_000 && web.sendIfOpen(hundred); i++) {
                    Thread.onSpinWait();
                }
            });
            flood.start();
            assertClosedAs(CloseCode.RATE, web);
            flood.join();
            await().until(() -> limited.connections() == 0);
        }
    }

    @Test
    @Catalogued(34)
    void a_busy_client_is_no_flood() throws Exception {
        try (RawWebSocket web = opened(limited)) {
            web.send(repeat(frame(FIN | TEXT, COMMAND), 800));
            for (int i = 0; i < 800; i++) {
                web.read("pong");
            }
            // As many fragments as a message may have, and by hand, on a terminal, a few words that are no commands.
            web.send(join(
                    frame(TEXT, COMMAND),
                    repeat(frame(CONTINUATION, ascii(" ")), 1_022),
                    frame(FIN | CONTINUATION, ascii(" "))));
            web.read("pong");
            for (int i = 0; i < 5; i++) {
                web.text("hi");
                web.read("error");
            }
            assertAlive(web);
        }
    }

    static Stream<String> offers() {
        return Stream.of(
                "permessage-deflate",
                "permessage-deflate; client_max_window_bits",
                "x-webkit-deflate-frame, permessage-deflate; server_no_context_takeover");
    }

    @ParameterizedTest
    @MethodSource("offers")
    @Catalogued({18, 35, 36, 37})
    void compression_is_not_agreed_to_and_a_compressed_frame_is_a_violation(String offer) throws Exception {
        try (RawWebSocket web = RawWebSocket.socket(server.port())) {
            web.send(RawWebSocket.handshake("/ws/" + newRoom())
                    .replace("\r\n\r\n", "\r\nSec-WebSocket-Extensions: " + offer + "\r\n\r\n"));
            HttpAnswer answer = web.answer();
            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.headers()).doesNotContainKey("sec-websocket-extensions");
            web.send(frame(FIN | 0x40 | TEXT, bytes(0x4A, 0x04, 0)));
            assertClosedAs(CloseCode.PROTOCOL_ERROR, web);
        }
    }

    static Stream<String> starts() {
        return Stream.of(
                "",
                "G",
                "GET /ws/lobby HTTP/1.1\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nX: ",
                // A body that is announced, and does not come.
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("starts")
    @Catalogued(1)
    void a_request_that_trickles_in_is_cut_off(String start) throws Exception {
        try (RawWebSocket web = RawWebSocket.socket(hasty.port())) {
            web.send(start);
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> !web.sendIfOpen(ascii("x")));
        }
    }

    @ParameterizedTest
    @MethodSource("starts")
    @Catalogued(1)
    void a_request_that_stops_in_its_middle_is_cut_off(String start) throws Exception {
        try (RawWebSocket web = RawWebSocket.socket(hasty.port())) {
            web.send(start);
            assertThat(web.ended()).isTrue();
        }
    }

    @Test
    @Catalogued(51)
    void no_hello_in_time_closes_the_socket() throws Exception {
        try (RawWebSocket web = RawWebSocket.open(impatient.port(), "/ws")) {
            // Frames that open no session do not help.
            web.sendIfOpen(frame(FIN | PONG, ascii("x")));
            assertClosedAs(CloseCode.HELLO_TIMEOUT, web);
        }
    }

    private static RawWebSocket opened(TestServer server) throws Exception {
        RawWebSocket web = RawWebSocket.open(server.port(), "/ws/" + newRoom());
        web.read("welcome");
        web.read("joined");
        return web;
    }
}
