package io.chatka.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatka.internal.redis.RealRedis;
import io.chatka.testing.ChatClient;
import io.chatka.testing.Http;
import io.chatka.testing.RawWebSocket;
import io.chatka.testing.TestServer;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The machine starts, and Redis comes later: {@code chatka.redis.at-start = wait}. */
class RedisLaterIT {

    @Test
    void a_server_that_waits_listens_says_why_obeys_signals_and_becomes_ready() throws Exception {
        try (RealRedis redis = RealRedis.start()) {
            redis.kill();
            try (ServerProcess server = waiting(redis)) {
                assertThat(Http.get(server.http("/live")).statusCode()).isEqualTo(200);
                server.awaitLine("connection refused; is redis-server running there?");
                HttpResponse<String> ready = Http.get(server.http("/ready"));
                assertThat(ready.statusCode()).isEqualTo(503);
                assertThat(ready.body()).contains("Redis cannot be used: connection refused");
                assertThat(Http.get(server.http("/")).statusCode())
                        .as("the page")
                        .isEqualTo(200);
                assertThat(handshake(server)).startsWith("HTTP/1.1 503 ").containsIgnoringCase("retry-after: ");

                server.hangUp();
                server.awaitLine("configuration read");

                redis.restart();
                redis.call("CONFIG", "SET", "requirepass", "x");
                server.awaitLine("it wants a password");
                redis.callWith("x", "CONFIG", "SET", "requirepass", "");
                server.awaitLine("ready in");
                assertThat(Http.get(server.http("/ready")).statusCode()).isEqualTo(200);
                try (ChatClient client = ChatClient.connect(server.uri("/ws/lobby"))) {
                    client.next("joined");
                }
            }
        }
    }

    @Test
    void sigterm_ends_a_server_that_waits_with_0() throws Exception {
        try (RealRedis redis = RealRedis.start()) {
            redis.kill();
            try (ServerProcess server = waiting(redis)) {
                server.terminate();
                assertThat(server.exit()).isZero();
            }
        }
    }

    @Test
    void a_node_whose_redis_is_full_is_not_ready_until_it_takes_messages_again() throws Exception {
        try (RealRedis redis = RealRedis.start();
                TestServer server = TestServer.start("redis.url", redis.uri(), "redis.ping", "100ms")) {
            await().until(() -> Http.get(server.admin("/ready")).statusCode() == 200);
            redis.call("CONFIG", "SET", "maxmemory", "1");
            await().until(() -> Http.get(server.http("/ready")).statusCode() == 503);
            String words = "it is out of memory; raise its maxmemory, or keep less history (chatka.history)";
            assertThat(Http.get(server.admin("/ready")).body()).contains("Redis takes no messages: " + words);
            assertThat(Http.get(server.admin("/metrics")).body()).contains("chatka_ready 0.0", "chatka_broker_up 0.0");
            redis.call("CONFIG", "SET", "maxmemory", "0");
            await().until(() -> Http.get(server.http("/ready")).statusCode() == 200);
        }
    }

    private static ServerProcess waiting(RealRedis redis) throws Exception {
        return ServerProcess.startWaiting(
                "--redis", redis.uri(), "--set", "chatka.redis.at-start=wait", "--set", "chatka.redis.try-every=100ms");
    }

    private static String handshake(ServerProcess server) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", server.port)) {
            socket.getOutputStream().write(RawWebSocket.handshake("/ws/lobby").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
