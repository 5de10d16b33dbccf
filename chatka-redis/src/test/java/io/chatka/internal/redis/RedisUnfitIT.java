package io.chatka.internal.redis;

import static io.chatka.internal.redis.RedisTesting.eventually;
import static io.chatka.internal.redis.RedisTesting.get;
import static io.chatka.internal.redis.RedisTesting.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatka.api.BrokerUnavailableException;
import io.chatka.internal.broker.Hearing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A Redis that answers and takes no messages: a node refuses to start, and a running node gives the reason. */
class RedisUnfitIT {
    private static final String OOM = "it is out of memory; raise its maxmemory";

    @Test
    void one_node_of_a_cluster_is_refused_with_the_remedy() {
        try (RealRedis redis = RealRedis.start("cluster-enabled", "yes")) {
            assertLasting(redis.uri(), "a node of a Redis Cluster", "redis+cluster://", "use a single Redis");
            // Without the permission for INFO the start finds out as well.
            redis.call("ACL", "SETUSER", "node", "on", ">pw", "~*", "&*", "+@all", "-info");
            assertLasting("redis://node:pw@127.0.0.1:" + redis.port(), "redis+cluster://");
        }
    }

    @Test
    void a_tiny_buffer_for_subscribers_is_refused_at_the_start() {
        try (RealRedis redis = RealRedis.start("client-output-buffer-limit", "pubsub 64kb 16kb 5")) {
            assertLasting(redis.uri(), "disconnects a node", "client-output-buffer-limit 'pubsub 32mb");
        }
    }

    @Test
    void too_many_clients_may_pass() {
        try (RealRedis redis = RealRedis.start("maxclients", "1")) {
            assertPassing(redis.uri(), "raise its maxclients");
        }
    }

    @Test
    void a_full_one_is_refused_at_the_start_and_may_pass() {
        try (RealRedis redis = RealRedis.start("maxmemory", "1")) {
            assertPassing(redis.uri(), OOM);
        }
    }

    @Test
    void a_node_knows_that_a_Redis_out_of_memory_takes_nothing_and_when_it_does_again() {
        try (RealRedis redis = RealRedis.start();
                RedisBroker broker = connect(redis)) {
            publish(broker, "lobby", "one");
            assertThat(broker.unavailableBecause()).isEmpty();
            redis.call("CONFIG", "SET", "maxmemory", "1");
            assertBecomesUnavailable(broker, OOM);
            assertThat(broker.available()).as("what only reads still works").isTrue();
            redis.call("CONFIG", "SET", "maxmemory", "0");
            assertBecomesFit(broker);
        }
    }

    @Test
    void a_node_that_connects_again_to_a_full_Redis_is_connected_and_says_that_it_is_full() {
        try (RealRedis redis = RealRedis.start();
                RedisBroker broker = connect(redis)) {
            publish(broker, "lobby", "one");
            redis.call("CONFIG", "SET", "maxmemory", "1");
            redis.call("CLIENT", "KILL", "TYPE", "normal");
            assertBecomesUnavailable(broker, OOM);
            eventually(() -> assertThat(broker.available()).isTrue());
            Hearing hearing = new Hearing();
            get(broker.rooms().subscribe("lobby", hearing));
            redis.call("CONFIG", "SET", "maxmemory", "0");
            assertBecomesFit(broker);
        }
    }

    @Test
    void a_node_knows_of_a_disk_that_is_full() {
        try (RealRedis redis = RealRedis.start();
                RedisBroker broker = connect(redis)) {
            redis.failToSave();
            assertBecomesUnavailable(broker, "cannot save to disk");
            redis.call("CONFIG", "SET", "stop-writes-on-bgsave-error", "no");
            assertBecomesFit(broker);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    CONFIG SET min-replicas-to-write 1 | min-replicas-to-write | CONFIG SET min-replicas-to-write 0
                    REPLICAOF 127.0.0.1 1              | read-only replica     | REPLICAOF NO ONE
                    ACL SETUSER default -hincrby       | lacks a permission    | ACL SETUSER default +hincrby
                    ACL SETUSER default -xadd          | lacks a permission    | ACL SETUSER default +xadd
                    ACL SETUSER default -publish       | lacks a permission    | ACL SETUSER default +publish
                    ACL SETUSER default -evalsha       | lacks a permission    | ACL SETUSER default +evalsha
                    ACL SETUSER default -set           | lacks a permission    | ACL SETUSER default +set
                    """)
    void a_node_knows_why_its_Redis_takes_no_messages_and_when_it_does_again(
            String fault, String reason, String repair) {
        try (RealRedis redis = RealRedis.start();
                RedisBroker broker = connect(redis)) {
            redis.call(fault.split(" "));
            assertBecomesUnavailable(broker, reason);
            redis.call(repair.split(" "));
            assertBecomesFit(broker);
        }
    }

    @Test
    void a_node_knows_of_a_script_that_does_not_end() {
        try (RealRedis redis = RealRedis.start("lua-time-limit", "100");
                RedisBroker broker = connect(redis)) {
            Thread script = new Thread(() -> redis.call("EVAL", "while true do end", "0"));
            script.start();
            assertBecomesUnavailable(broker, "SCRIPT KILL");
            assertThat(redis.call("SCRIPT", "KILL")).isEqualTo("+OK");
            assertBecomesFit(broker);
        }
    }

    @Test
    void a_node_that_connects_again_knows_of_a_policy_that_evicts_keys() {
        try (RealRedis redis = RealRedis.start();
                RedisBroker broker = connect(redis)) {
            redis.call("CONFIG", "SET", "maxmemory-policy", "allkeys-lru", "maxmemory", "100mb");
            redis.call("CLIENT", "KILL", "TYPE", "normal");
            assertBecomesUnavailable(broker, "evicts keys");
            redis.call("CONFIG", "SET", "maxmemory-policy", "noeviction");
            assertBecomesFit(broker);
        }
    }

    @Test
    void a_Redis_that_comes_later_is_waited_for() {
        try (RealRedis redis = RealRedis.start()) {
            redis.kill();
            try (RedisBroker broker = RedisBroker.await(RedisTesting.watchful(redis.uri()), Duration.ofMillis(20))) {
                assertBecomesUnavailable(broker, "connection refused; is redis-server running there?");
                assertThat(broker.started().toCompletableFuture()).isNotDone();
                redis.restart();
                get(broker.started());
                assertBecomesFit(broker);
                publish(broker, "lobby", "hi");
            }
        }
    }

    @Test
    void what_passes_is_told_apart_from_what_needs_a_hand() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertPassing("redis://127.0.0.1:" + port, "connection refused");
        try (RealRedis guarded = RealRedis.startWithPassword("right")) {
            assertLasting("redis://127.0.0.1:" + guarded.port(), "wants a password");
            assertLasting("redis://:wr0ng@127.0.0.1:" + guarded.port(), "password is wrong");
            assertLasting(guarded.uri() + "/99", "no database");
        }
    }

    private static RedisBroker connect(RealRedis redis) {
        return get(RedisBroker.connect(RedisTesting.watchful(redis.uri())));
    }

    private static void assertBecomesUnavailable(RedisBroker broker, String words) {
        eventually(
                () -> assertThat(broker.unavailableBecause()).get().asString().contains(words));
    }

    private static void assertBecomesFit(RedisBroker broker) {
        eventually(() -> assertThat(broker.unavailableBecause()).isEmpty());
    }

    private static void assertLasting(String uri, String... parts) {
        assertRefused(uri, true, parts);
    }

    private static void assertPassing(String uri, String... parts) {
        assertRefused(uri, false, parts);
    }

    private static void assertRefused(String uri, boolean lasting, String... parts) {
        assertThatThrownBy(() -> get(RedisBroker.connect(RedisTesting.patient(uri))))
                .isInstanceOfSatisfying(BrokerUnavailableException.class, unavailable -> {
                    assertThat(unavailable.getMessage()).contains(parts).doesNotContain("wr0ng");
                    assertThat(unavailable.isLasting()).isEqualTo(lasting);
                });
    }
}
