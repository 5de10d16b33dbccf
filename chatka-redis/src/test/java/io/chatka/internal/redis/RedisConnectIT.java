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
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The URL in all its forms, and the message if Redis cannot be used. */
class RedisConnectIT {
    private static RealRedis open;
    private static RealRedis guarded;

    @BeforeAll
    static void start() {
        open = RealRedis.start();
        guarded = RealRedis.startWithPassword("s3cr:t/@%");
        guarded.call("ACL", "SETUSER", "alice", "on", ">w0nder land", "~*", "&*", "+@all");
    }

    @AfterAll
    static void stop() {
        open.close();
        guarded.close();
    }

    @Test
    void a_URL_may_have_password_user_and_database() {
        assertWorks("redis://localhost:" + open.port());
        assertWorks("redis://127.0.0.1:" + open.port() + "/3");
        assertWorks(guarded.uri());
        assertWorks("redis://:s3cr%3At%2F%40%25@127.0.0.1:" + guarded.port());
        assertWorks("redis://alice:w0nder%20land@127.0.0.1:" + guarded.port() + "/1");
    }

    @Test
    void the_database_of_the_URL_is_the_one_that_is_used() {
        RedisBroker broker = get(RedisBroker.connect(RedisTesting.settings("redis://127.0.0.1:" + open.port() + "/7")));
        publish(broker, "seventh", "hi");
        broker.close();
        assertThat(open.call("EXISTS", "chatka:{seventh}:meta")).isEqualTo(":0");
    }

    @Test
    void the_redis_server_that_Maven_carries_works_too() {
        try (RealRedis carried = RealRedis.startCarried()) {
            assertWorks(carried.uri());
        }
    }

    @Test
    void nobody_listens_there() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertRefused("redis://127.0.0.1:" + port, "127.0.0.1:" + port, "connection refused", "redis-server");
    }

    @Test
    void the_host_is_unknown() {
        // Longer than a name may be, so that no name server is asked, which may be slow.
        String name = ("x".repeat(63) + ".").repeat(4) + "invalid";
        assertRefused("redis://" + name + ":6379", name + ":6379", "host name cannot be resolved");
    }

    @Test
    void the_password_is_missing_or_wrong() {
        String address = "127.0.0.1:" + guarded.port();
        assertRefused("redis://" + address, address, "wants a password");
        assertRefused("redis://:wr0ng@" + address, address, "password is wrong");
        assertRefused("redis://alice:wr0ng@" + address, address, "password is wrong");
    }

    @Test
    void the_database_does_not_exist() {
        assertRefused("redis://127.0.0.1:" + open.port() + "/99", "127.0.0.1:" + open.port(), "no database");
    }

    @Test
    void it_is_a_read_only_replica() {
        try (RealRedis replica = RealRedis.start("replicaof", "127.0.0.1 1")) {
            assertRefused(replica.uri(), "127.0.0.1:" + replica.port(), "read-only replica", "primary");
        }
    }

    @Test
    void it_throws_keys_away_when_its_memory_is_full() {
        try (RealRedis evicting = RealRedis.start("maxmemory", "100mb", "maxmemory-policy", "allkeys-lru")) {
            assertRefused(evicting.uri(), "127.0.0.1:" + evicting.port(), "allkeys-lru", "noeviction");
            evicting.call("CONFIG", "SET", "maxmemory-policy", "noeviction");
            assertWorks(evicting.uri());
        }
    }

    @Test
    void a_bound_that_is_not_set_or_a_permission_that_is_not_given_stops_nobody() {
        try (RealRedis unbounded = RealRedis.start("maxmemory-policy", "allkeys-lru")) {
            assertWorks(unbounded.uri());
            unbounded.call("CONFIG", "SET", "maxmemory", "100mb");
            unbounded.call("ACL", "SETUSER", "node", "on", ">pw", "~*", "&*", "+@all", "-info");
            assertWorks("redis://node:pw@127.0.0.1:" + unbounded.port());
        }
    }

    @Test
    void it_is_in_protected_mode() throws Exception {
        assertRefusedBy("-DENIED Redis is running in protected mode because ...\r\n", "protected mode");
    }

    @Test
    void it_is_not_a_Redis() throws Exception {
        assertRefusedBy("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "an HTTP server answers there");
        assertRefusedBy("<html><title>400 Bad Request</title></html>", "an HTTP server answers there");
        assertRefusedBy("SSH-2.0-OpenSSH_9.9\r\n", "not answer like a Redis");
    }

    @Test
    void it_closes_the_connection() throws Exception {
        assertRefusedBy("", "not answer like a Redis");
    }

    @Test
    void it_never_answers() throws Exception {
        assertRefusedBy(null, "no answer in time");
    }

    @Test
    void a_start_that_failed_leaves_no_thread_behind() {
        assertRefused("redis://:wr0ng@127.0.0.1:" + guarded.port(), "wrong");
        eventually(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("chatka-")));
    }

    static void assertWorks(String uri) {
        RedisBroker broker = get(RedisBroker.connect(RedisTesting.patient(uri)));
        try {
            Hearing hearing = new Hearing();
            get(broker.rooms().subscribe("lobby", hearing));
            publish(broker, "lobby", "hi");
            eventually(() -> assertThat(hearing.events).hasSize(1));
        } finally {
            broker.close();
        }
    }

    static void assertRefused(String uri, String... parts) {
        assertRefused(RedisTesting.patient(uri), parts);
    }

    static void assertRefused(RedisSettings settings, String... parts) {
        assertThatThrownBy(() -> get(RedisBroker.connect(settings)))
                .isInstanceOf(BrokerUnavailableException.class)
                .satisfies(failure -> {
                    assertThat(failure.getMessage())
                            .contains(parts)
                            .doesNotContain("wr0ng", "\n")
                            .hasSizeLessThan(400);
                    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                        assertThat(String.valueOf(cause.getMessage())).doesNotContain("wr0ng");
                    }
                });
    }

    /** @param answer the server's answer to everything; empty to close, null to stay silent */
    private static void assertRefusedBy(String answer, String part) throws Exception {
        Thread answering;
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            answering = new Thread(() -> answer(server, answer));
            answering.start();
            String address = "127.0.0.1:" + server.getLocalPort();
            String uri = "redis://" + address;
            assertRefused(answer == null ? RedisTesting.impatient(uri) : RedisTesting.patient(uri), address, part);
        }
        answering.join();
    }

    private static void answer(ServerSocket server, String answer) {
        List<Socket> kept = new ArrayList<>();
        try {
            while (true) {
                Socket client = server.accept();
                kept.add(client);
                if (answer != null) {
                    client.getInputStream().read();
                    client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                    client.close();
                }
            }
        } catch (IOException e) {
            // The test has ended.
        }
    }
}
