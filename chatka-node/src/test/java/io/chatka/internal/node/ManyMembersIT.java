package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatka.internal.redis.RealRedis;
import io.chatka.testing.Swarm;
import io.chatka.testing.TestServer;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Rooms with very many members: every member gets every message once, in the one order. {@code -Dtest.messages} and
 * {@code -Dtest.members} make them larger or smaller.
 */
class ManyMembersIT {
    private static final int MEMBERS = Integer.getInteger("test.members", 500);
    private static final int MESSAGES = Integer.getInteger("test.messages", 2_000);
    private static final int SPEAKERS = 8;
    /** Fewer bytes than may be queued towards a socket, so that a busy test machine makes no slow readers. */
    private static final int UNDER_WAY = 400;

    /** All members connect at once. */
    private static final String HANDSHAKE = "2m";

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @Test
    void two_nodes_on_one_redis_give_every_member_the_same_order() throws Exception {
        onTwoNodes(MEMBERS, MESSAGES);
    }

    @Test
    void one_node_on_the_embedded_broker_gives_every_member_the_same_order() {
        onOneNode(MEMBERS, MESSAGES);
    }

    @Test
    @Tag("full")
    void two_nodes_do_so_with_thousands_of_members() throws Exception {
        onTwoNodes(4 * MEMBERS, 5 * MESSAGES);
    }

    @Test
    @Tag("full")
    void one_node_does_so_with_thousands_of_members() {
        onOneNode(4 * MEMBERS, 5 * MESSAGES);
    }

    private static void onTwoNodes(int members, int messages) throws Exception {
        try (RealRedis redis = RealRedis.start();
                TestServer first = TestServer.start("redis.url", redis.uri(), "limits.handshake", HANDSHAKE);
                TestServer second = TestServer.start("redis.url", redis.uri(), "limits.handshake", HANDSHAKE);
                Swarm swarm = new Swarm(messages)) {
            swarm.connect(first.port(), "arena", members / 2);
            swarm.connect(second.port(), "arena", members / 2);
            chat(swarm, members, messages);
        }
    }

    private static void onOneNode(int members, int messages) {
        try (TestServer server = TestServer.start("limits.handshake", HANDSHAKE);
                Swarm swarm = new Swarm(messages)) {
            swarm.connect(server.port(), "arena", members);
            chat(swarm, members, messages);
        }
    }

    private static void chat(Swarm swarm, int members, int messages) {
        await().atMost(PATIENCE)
                .until(() -> swarm.joined() == members || !swarm.faults().isEmpty());
        for (int i = 0; i < messages; i++) {
            if (i % (UNDER_WAY / 2) == 0) {
                int sent = i;
                awaitQuickly(() -> sent - swarm.lowestSeq() <= UNDER_WAY / 2
                        || !swarm.faults().isEmpty());
            }
            // From both ends, which are both nodes.
            int speaker = i % 2 == 0 ? i / 2 % SPEAKERS : members - 1 - i / 2 % SPEAKERS;
            swarm.say(speaker, "message " + i);
        }
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> swarm.received() >= (long) members * messages
                        || !swarm.faults().isEmpty());
        assertThat(swarm.faults()).isEmpty();
        assertThat(swarm.received()).isEqualTo((long) members * messages);
        assertThat(swarm.lowestSeq()).isEqualTo(messages);
    }

    private static void awaitQuickly(Callable<Boolean> condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(2)).until(condition);
    }
}
