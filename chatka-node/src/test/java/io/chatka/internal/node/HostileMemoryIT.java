package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatka.testing.BesideControl;
import io.chatka.testing.RawWebSocket;
import io.chatka.testing.ServerMemory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The input of the other hostile tests, repeated: nothing of it stays in memory. */
@Tag("full")
class HostileMemoryIT extends BesideControl {
    private static final int WARM_UP = 3;
    private static final int ROUNDS = 10;
    private static final long MEGABYTE = 1 << 20;

    @Test
    void nothing_stays_of_what_is_refused() throws Exception {
        List<String> requests = Stream.concat(HostileHttpIT.requests(), HostileHttpIT.handshakes())
                .map(HostileHttpIT.Case::request)
                .toList();
        List<byte[]> frames = Stream.of(
                        HostileFramesIT.violations(), HostileFramesIT.limits(), HostileFramesIT.notUtf8())
                .flatMap(cases -> cases)
                .map(HostileFramesIT.Case::bytes)
                .toList();
        List<byte[]> commands = Stream.of(
                        HostileInputIT.json(), HostileInputIT.fields(), HostileInputIT.rooms(), HostileInputIT.texts())
                .flatMap(cases -> cases)
                .map(bad -> RawWebSocket.frame(
                        RawWebSocket.FIN | RawWebSocket.TEXT, bad.frame().getBytes(StandardCharsets.UTF_8)))
                .toList();
        for (int i = 0; i < WARM_UP; i++) {
            sendAll(requests, frames, commands);
        }
        long heap = ServerMemory.heap();
        long buffers = ServerMemory.buffers();
        for (int i = 0; i < ROUNDS; i++) {
            sendAll(requests, frames, commands);
        }
        // A kilobyte of each would be twice that.
        assertThat(ServerMemory.heap() - heap).as("of the heap").isLessThan(MEGABYTE);
        // The allocator takes memory in chunks of several megabytes; a buffer that is lost is found by its own name.
        assertThat(ServerMemory.buffers() - buffers).as("of buffers").isLessThan(16 * MEGABYTE);
    }

    private static void sendAll(List<String> requests, List<byte[]> frames, List<byte[]> commands) throws Exception {
        for (String request : requests) {
            try (RawWebSocket web = RawWebSocket.socket(server.port())) {
                web.send(request);
                assertThat(web.answer().status()).isGreaterThanOrEqualTo(400);
            }
        }
        for (byte[] frame : frames) {
            try (RawWebSocket web = inTheRoom()) {
                web.send(frame);
                assertThat(web.closeFrame()).isNotNull();
            }
        }
        for (byte[] command : commands) {
            try (RawWebSocket web = inTheRoom()) {
                web.send(command);
                readUpTo("error", web);
            }
        }
        await().until(() -> server.connections() == 1);
    }

    /** One room for all, since an empty room lives on for a while. */
    private static RawWebSocket inTheRoom() throws IOException {
        RawWebSocket web = RawWebSocket.open(server.port(), "/ws/hostile");
        readUpTo("joined", web);
        return web;
    }

    /** Members of an earlier case may still be leaving. */
    private static void readUpTo(String type, RawWebSocket web) throws IOException {
        String next;
        do {
            next = web.read().json().path("type").asText();
            assertThat(next).isIn("welcome", "presence", type);
        } while (!next.equals(type));
    }
}
