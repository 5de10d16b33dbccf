package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatka.internal.redis.RealRedis;
import io.chatka.testing.ChatClient;
import io.chatka.testing.Http;
import io.chatka.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A node drains, and its clients reconnect to another one no faster than that accepts them. Two
 * nodes, a real Redis.
 */
class DrainIT {
    private static final int CLIENTS = 60;

    /** Handshakes per second of the other node. */
    private static final int A_SECOND = 20;

    /** What was heard of the other node holds for three times as long, however slow the machine is. */
    private static final String ANNOUNCE = "20s";

    @Tag("full")
    @Test
    void clients_come_back_to_the_other_node_in_slots_that_it_can_take() throws Exception {
        try (RealRedis redis = RealRedis.start();
                TestServer other = TestServer.start(
                        "redis.url", redis.uri(), "limits.rate", "on", "limits.handshakes-per-second", A_SECOND)) {
            TestServer leaving =
                    TestServer.start("redis.url", redis.uri(), "server.drain", "3s", "cluster.announce", ANNOUNCE);
            List<ChatClient> clients = join(leaving, CLIENTS);
            awaitNodes(leaving, 2);
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(leaving::close);

            List<Long> slots = new ArrayList<>();
            List<CompletableFuture<Void>> back = new ArrayList<>();
            for (ChatClient client : clients) {
                JsonNode bye = client.next("bye");
                assertThat(bye.path("code").asInt()).isEqualTo(1012);
                long slot = bye.path("reconnect").asLong();
                slots.add(slot);
                // As docs/protocol.md asks: when it is due, and not before.
                back.add(CompletableFuture.runAsync(
                        () -> comeBack(other),
                        CompletableFuture.delayedExecutor(
                                slot, TimeUnit.MILLISECONDS, task -> new Thread(task, "comes back").start())));
            }
            assertThat(mostInASecond(slots)).isLessThanOrEqualTo(A_SECOND);
            CompletableFuture.allOf(back.toArray(CompletableFuture[]::new)).get(3, TimeUnit.MINUTES);
            stopped.get(1, TimeUnit.MINUTES);
            // If the machine was slow, some were refused first and have retried.
            assertThat(other.connections()).isEqualTo(CLIENTS);
        }
    }

    @Test
    void clients_for_whom_the_other_node_has_no_room_come_back_after_the_drain_time() throws Exception {
        try (RealRedis redis = RealRedis.start();
                TestServer other = TestServer.start("redis.url", redis.uri(), "limits.connections", 10)) {
            TestServer leaving =
                    TestServer.start("redis.url", redis.uri(), "server.drain", "2s", "cluster.announce", ANNOUNCE);
            awaitNodes(other, 2);
            List<ChatClient> clients = join(leaving, 30);
            awaitNodes(leaving, 2);
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(leaving::close);
            List<Long> slots = new ArrayList<>();
            for (ChatClient client : clients) {
                slots.add(client.next("bye").path("reconnect").asLong());
            }
            assertThat(slots.stream().filter(millis -> millis < 1000)).hasSize(10);
            // The drain time less that in which they were told.
            assertThat(slots.stream().filter(millis -> millis > 1500)).hasSize(20);
            stopped.get(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void node_is_first_not_ready_and_serves_on_for_as_long_as_a_balancer_needs() throws Exception {
        TestServer server = TestServer.start("server.drain-after", "4s", "server.drain", "5s");
        ChatClient before = ChatClient.joined(server, "lobby");
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);
        await().until(() -> Http.get(server.http("/ready")).statusCode() == 503);
        ChatClient late = ChatClient.joined(server, "lobby");
        late.send("{\"type\":\"say\",\"text\":\"still here\"}");
        assertThat(before.next("message").path("text").asText()).isEqualTo("still here");
        assertThat(stopped).isNotDone();
        before.next("bye");
        late.next("bye");
        stopped.get(1, TimeUnit.MINUTES);
    }

    private static int mostInASecond(List<Long> slots) {
        List<Long> sorted = slots.stream().sorted().toList();
        int most = 0;
        for (int first = 0, last = 0; last < sorted.size(); last++) {
            while (sorted.get(last) - sorted.get(first) >= 1000) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    private static List<ChatClient> join(TestServer server, int count) throws Exception {
        List<ChatClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(ChatClient.joined(server, "moving"));
        }
        return clients;
    }

    private static void comeBack(TestServer server) {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(1))
                .pollDelay(Duration.ZERO)
                .until(() -> {
                    try {
                        ChatClient.joined(server, "moved");
                        return true;
                    } catch (AssertionError refused) {
                        return false;
                    }
                });
    }

    private static void awaitNodes(TestServer server, int count) {
        await().until(() -> metrics(server).contains("\nchatka_cluster_nodes " + count + ".0"));
    }

    private static String metrics(TestServer server) throws Exception {
        return Http.get(server.admin("/metrics")).body();
    }
}
