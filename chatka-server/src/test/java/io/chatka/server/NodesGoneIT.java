package io.chatka.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatka.internal.redis.RealRedis;
import io.chatka.testing.ChatClient;
import io.chatka.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A room's count when a node with members of it dies, freezes or is cut off. */
class NodesGoneIT {
    private static final Duration RIGHT_AFTER = Duration.ofSeconds(15);

    /** Additional time for a machine that stands still. */
    private static final Duration GRACE = Duration.ofSeconds(15);

    private final RealRedis redis = RealRedis.start();
    /** By the last event of presence. */
    private int users;

    private final List<AutoCloseable> opened = new ArrayList<>();

    NodesGoneIT() throws Exception {}

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
        redis.close();
    }

    @Tag("full")
    @Test
    void members_of_a_killed_node_that_reconnect_elsewhere_are_counted_once_within_15_seconds() throws Exception {
        try (TestServer survivor = TestServer.start("redis.url", redis.uri());
                ServerProcess doomed = ServerProcess.start("", "--redis", redis.uri())) {
            ChatClient watcher = keep(ChatClient.joined(survivor, "lobby"));
            for (int i = 0; i < 5; i++) {
                keep(ChatClient.connect(doomed.uri("/ws/lobby")));
            }
            awaitMembers(watcher, 6);
            doomed.process.destroyForcibly();
            long killed = System.nanoTime();
            for (int i = 0; i < 5; i++) {
                keep(ChatClient.joined(survivor, "lobby"));
            }
            List<Integer> seen = awaitMembers(watcher, 6);
            Duration wrong = Duration.ofNanos(System.nanoTime() - killed);
            assertThat(wrong).isLessThan(RIGHT_AFTER.plus(GRACE));
            assertThat(users).isEqualTo(6);
            // It rose while they joined, and fell once.
            assertThat(seen.subList(0, seen.size() - 1)).isSorted().allMatch(members -> members > 6);
        }
    }

    @Tag("full")
    @Test
    void members_of_a_frozen_node_do_not_count_until_it_is_back_with_those_who_stayed() throws Exception {
        try (TestServer survivor = TestServer.start("redis.url", redis.uri());
                ServerProcess frozen = ServerProcess.start("", "--redis", redis.uri())) {
            ChatClient watcher = keep(ChatClient.joined(survivor, "lobby"));
            List<ChatClient> there = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                there.add(keep(ChatClient.connect(frozen.uri("/ws/lobby"))));
            }
            awaitMembers(watcher, 4);
            signal(frozen, "STOP");
            try {
                awaitMembers(watcher, 1);
                // Two of them find another node; the third waits.
                there.get(0).close();
                there.get(1).close();
                keep(ChatClient.joined(survivor, "lobby"));
                keep(ChatClient.joined(survivor, "lobby"));
                awaitMembers(watcher, 3);
            } finally {
                signal(frozen, "CONT");
            }
            // Members that left are named; the count changes once.
            assertThat(awaitMembers(watcher, 4)).allMatch(members -> members == 3 || members == 4);
        }
    }

    @Test
    void nobody_is_forgotten_while_redis_is_away() throws Exception {
        // A node is missed after four of these: longer than one node may find Redis again before the other.
        String announce = "1s";
        try (TestServer survivor = TestServer.start("redis.url", redis.uri(), "cluster.announce", announce);
                TestServer other = TestServer.start("redis.url", redis.uri(), "cluster.announce", announce)) {
            ChatClient watcher = keep(ChatClient.joined(survivor, "lobby"));
            keep(ChatClient.joined(other, "lobby"));
            awaitMembers(watcher, 2);
            redis.kill();
            watcher.next(frame -> frame.path("degraded").asBoolean());
            // Longer than it takes to miss a node.
            await().until(() -> survivor.metric("chatka_cluster_nodes") == 1);
            redis.restart();
            watcher.next(frame -> frame.has("degraded"));
            keep(ChatClient.joined(other, "lobby"));
            assertThat(next(watcher)).isEqualTo(3);
        }
    }

    private <T extends AutoCloseable> T keep(T closeable) {
        opened.add(closeable);
        return closeable;
    }

    /** The counts that the client was told until this one was; the last is this one. */
    private List<Integer> awaitMembers(ChatClient client, int wanted) throws InterruptedException {
        List<Integer> seen = new ArrayList<>();
        do {
            seen.add(next(client));
        } while (seen.get(seen.size() - 1) != wanted);
        return seen;
    }

    private int next(ChatClient client) throws InterruptedException {
        JsonNode presence = client.next("presence");
        users = presence.path("users").asInt();
        return presence.path("members").asInt();
    }

    private static void signal(ServerProcess server, String signal) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(server.process.pid())).start();
        assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }
}
