package io.chatka.internal.node;

import static io.chatka.testing.RawWebSocket.FIN;
import static io.chatka.testing.RawWebSocket.TEXT;
import static io.chatka.testing.RawWebSocket.ascii;
import static io.chatka.testing.RawWebSocket.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import io.chatka.internal.redis.RealRedis;
import io.chatka.testing.ControlClient;
import io.chatka.testing.LiveObjects;
import io.chatka.testing.RawWebSocket;
import io.chatka.testing.TestServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Connections that open and end in every rude way, over Redis. Afterwards everything is as it was
 * before.
 *
 * <p>{@code -Dchurn.connections=100000} for the long form.
 */
@org.junit.jupiter.api.Tag("full")
class ChurnIT {
    private static final int CONNECTIONS = Integer.getInteger("churn.connections", 3_000);
    private static final int ROOMS = 50;
    private static final int BATCH = 50;

    /**
     * Bytes of heap for other things than a leak: what the first connections of a JVM allocate
     * once.
     */
    private static final long SLACK = 2 << 20;

    /** How a connection ends, and where it stands then. */
    private enum Unkindness {
        POLITE,
        RESET,
        RESET_IN_THE_HANDSHAKE,
        RESET_IN_A_FRAME,
        RESET_IN_A_JOIN,
        RESET_IN_A_SAY,
        HALF_CLOSED,
        HALF_CLOSED_IN_THE_HANDSHAKE,
        HALF_CLOSED_IN_A_FRAME,
        VIOLATION
    }

    @Test
    void after_all_kinds_of_ends_nothing_is_left() throws Exception {
        try (RealRedis redis = RealRedis.start();
                TestServer server = TestServer.start("redis.url", redis.uri(), "rooms.idle", "100ms");
                ControlClient control = new ControlClient(server)) {
            control.chat();
            churn(server, 400);
            Rest before = settled(server, redis, null);
            churn(server, CONNECTIONS);
            control.chat();
            Rest after = settled(server, redis, before);

            System.out.printf(
                    "churn: %d connections; descriptors %d and %d, reachable bytes %d and %d, our objects %s%n",
                    CONNECTIONS, before.descriptors, after.descriptors, before.bytes, after.bytes, after.objects);
            assertThat(after.bytes - before.bytes).as("bytes that stay").isLessThan(SLACK);
        }
    }

    /** @param objects of our classes that are made for connections, members and rooms */
    private record Rest(long descriptors, long bytes, Map<String, Long> objects) {}

    /** Waits until what is left is what the control client needs, and, if given, no more than before. */
    private static Rest settled(TestServer server, RealRedis redis, Rest before) {
        await().pollInterval(Duration.ofMillis(200))
                .atMost(Duration.ofMinutes(3))
                .untilAsserted(() -> {
                    assertThat(server.connections()).isEqualTo(1);
                    assertThat(redis.call("PUBSUB", "CHANNELS", "*churn*")).isEqualTo("*0");
                    assertThat(redis.call("PUBSUB", "CHANNELS", "*control*")).isEqualTo("*1");
                    Map<String, Long> objects = objects();
                    assertThat(objects)
                            .containsEntry("io.chatka.internal.actor.OpenSession", 1L)
                            .containsEntry("io.chatka.internal.actor.ChatRoomActor", 1L)
                            .containsEntry("io.chatka.internal.transport.NettyConnection", 1L)
                            .containsEntry("io.chatka.internal.lane.Member", 1L);
                    if (before != null) {
                        // Fewer, if a server that stopped before this test was still on its way out.
                        objects.forEach((name, count) ->
                                assertThat(count).as(name).isLessThanOrEqualTo(before.objects.getOrDefault(name, 0L)));
                        assertThat(descriptors()).isLessThanOrEqualTo(before.descriptors);
                    }
                });
        return new Rest(descriptors(), LiveObjects.bytes(), objects());
    }

    private static Map<String, Long> objects() {
        return LiveObjects.count().entrySet().stream()
                .filter(entry -> entry.getKey()
                        .matches(
                                ".*SocketChannel|io\\.chatka\\.internal\\.(actor\\.(OpenSession|ChatRoomActor|Membership|RateLimit|Presence|RoomMembers)"
                                        + "|transport\\.(NettyConnection|Outbox|MessageAssembler|FrameDecoder|HttpHandler|NettyConnection\\$\\d)"
                                        + "|lane\\.(RoomLane|Member))"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Long::sum, TreeMap::new));
    }

    private static long descriptors() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }

    private static void churn(TestServer server, int connections) throws Exception {
        RawWebSocket[] open = new RawWebSocket[BATCH];
        for (int i = 0; i < connections; i++) {
            int slot = i % BATCH;
            if (open[slot] != null) {
                open[slot].close();
            }
            open[slot] = meet(server, Unkindness.values()[i % Unkindness.values().length], i);
        }
        for (RawWebSocket last : open) {
            last.close();
        }
    }

    /** One connection; what it has not ended itself is closed later. */
    private static RawWebSocket meet(TestServer server, Unkindness how, int number) throws IOException {
        String path = "/ws/churn-" + number % ROOMS;
        // Over many addresses of loopback, so that ports do not run out.
        RawWebSocket web = RawWebSocket.socketFrom("127.0.0." + (2 + number % 200), server.port());
        switch (how) {
            case RESET_IN_THE_HANDSHAKE -> {
                web.send(half(ascii(RawWebSocket.handshake(path))));
                web.reset();
            }
            case HALF_CLOSED_IN_THE_HANDSHAKE -> {
                web.send(half(ascii(RawWebSocket.handshake(path))));
                web.halfClose();
            }
            case RESET_IN_A_JOIN -> {
                web.send(RawWebSocket.handshake(path));
                web.reset();
            }
            default -> {
                web.send(RawWebSocket.handshake(path));
                if (web.answer().status() != 101) {
                    throw new AssertionError("the handshake was refused");
                }
                end(web, how);
            }
        }
        return web;
    }

    private static void end(RawWebSocket web, Unkindness how) throws IOException {
        byte[] say = frame(FIN | TEXT, ascii("{\"type\":\"say\",\"text\":\"on my way out\"}"));
        switch (how) {
            case RESET_IN_A_FRAME -> {
                web.send(half(say));
                web.reset();
            }
            case RESET_IN_A_SAY -> {
                web.send(say);
                web.reset();
            }
            case HALF_CLOSED_IN_A_FRAME -> {
                web.send(half(say));
                web.halfClose();
            }
            case HALF_CLOSED -> web.halfClose();
            case RESET -> web.reset();
            case VIOLATION -> web.send(frame(FIN | 0x0F, ascii("?")));
            default -> web.send(frame(FIN | RawWebSocket.CLOSE, new byte[0]));
        }
    }

    private static byte[] half(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length / 2);
    }
}
