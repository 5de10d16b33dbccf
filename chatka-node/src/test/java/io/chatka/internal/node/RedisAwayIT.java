package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatka.internal.redis.RealRedis;
import io.chatka.testing.ChatClient;
import io.chatka.testing.Http;
import io.chatka.testing.TestServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * Two nodes lose their Redis and find it again: nobody is disconnected, and every client is told.
 */
class RedisAwayIT {

    @Test
    void clients_stay_are_told_and_go_on_when_redis_is_back() throws Exception {
        try (RealRedis redis = RealRedis.start();
                TestServer first = TestServer.start("redis.url", redis.uri());
                TestServer second = TestServer.start("redis.url", redis.uri());
                ChatClient ann = ChatClient.connect(first.uri("/ws/lobby"));
                ChatClient bob = ChatClient.joined(second, "lobby")) {
            String epoch = ann.next("joined").path("epoch").asText();
            assertThat(ann.ask("{\"type\":\"say\",\"id\":1,\"text\":\"before\"}")
                            .path("seq")
                            .asInt())
                    .isEqualTo(1);
            assertThat(bob.next("message").path("text").asText()).isEqualTo("before");

            redis.kill();
            assertThat(ann.next(RedisAwayIT::isDegraded).path("degraded").asBoolean())
                    .isTrue();
            assertThat(bob.next(RedisAwayIT::isDegraded).path("degraded").asBoolean())
                    .isTrue();
            // A client that connects now is told as well.
            try (ChatClient late = ChatClient.connect(first.uri("/ws/lobby"))) {
                assertThat(late.next(RedisAwayIT::isDegraded).path("degraded").asBoolean())
                        .isTrue();
            }
            JsonNode refusal = ann.ask("{\"type\":\"say\",\"id\":2,\"text\":\"lost\"}");
            assertThat(refusal.path("code").asText()).isEqualTo("unavailable");
            assertThat(refusal.path("retryAfter").isNumber()).isTrue();
            await().until(() -> ready(first) == 503);

            redis.restart();
            assertThat(ann.next(RedisAwayIT::isDegraded).path("degraded").asBoolean())
                    .isFalse();
            assertThat(bob.next(RedisAwayIT::isDegraded).path("degraded").asBoolean())
                    .isFalse();
            // Redis is empty, so the order begins again, and every client is told.
            JsonNode restarted = bob.next(frame -> frame.has("epoch"));
            assertThat(restarted.path("type").asText()).isEqualTo("room");
            assertThat(restarted.path("epoch").asText()).isNotEqualTo(epoch);
            await().until(() -> ready(first) == 200);
            JsonNode said = ann.ask("{\"type\":\"say\",\"id\":3,\"text\":\"after\"}");
            assertThat(said.path("seq").asInt()).isEqualTo(1);
            assertThat(bob.next("message").path("text").asText()).isEqualTo("after");
            assertThat(ann.isOpen()).isTrue();
            assertThat(bob.isOpen()).isTrue();
        }
    }

    @Test
    void what_is_said_before_a_node_is_back_at_an_empty_redis_is_heard_there_as_well() throws Exception {
        try (RealRedis redis = RealRedis.start();
                TestServer first = TestServer.start("redis.url", redis.uri());
                TestServer second = TestServer.start(
                        "redis.url", redis.uri(), "redis.reconnect-min", "4s", "redis.reconnect-max", "4s");
                ChatClient ann = ChatClient.joined(first, "lobby");
                ChatClient bob = ChatClient.joined(second, "lobby")) {
            ann.ask("{\"type\":\"say\",\"id\":9,\"text\":\"before\"}");
            assertThat(bob.next("message").path("seq").asInt()).isEqualTo(1);
            redis.kill();
            await().until(() -> ready(first) == 503 && ready(second) == 503);
            redis.restart();
            await().until(() -> ready(first) == 200);
            String epoch = "";
            for (int seq = 1; seq <= 3; seq++) {
                JsonNode ok = ann.ask("{\"type\":\"say\",\"id\":" + seq + ",\"text\":\"after\"}");
                assertThat(ok.path("seq").asInt()).isEqualTo(seq);
                epoch = ok.path("epoch").asText();
            }
            JsonNode begun = bob.next(frame -> frame.has("epoch"));
            assertThat(begun.path("epoch").asText()).isEqualTo(epoch);
            assertThat(begun.path("seq").asInt()).isZero();
            for (int seq = 1; seq <= 3; seq++) {
                assertThat(bob.next("message").path("seq").asInt()).isEqualTo(seq);
            }
        }
    }

    @Test
    void two_installations_in_two_databases_do_not_hear_each_other() throws Exception {
        try (RealRedis redis = RealRedis.start();
                TestServer one = TestServer.start("redis.url", redis.uri() + "/0");
                TestServer other = TestServer.start("redis.url", redis.uri() + "/1");
                ChatClient ann = ChatClient.joined(one, "lobby");
                ChatClient eve = ChatClient.joined(other, "lobby")) {
            for (int seq = 1; seq <= 3; seq++) {
                eve.ask("{\"type\":\"say\",\"id\":1,\"text\":\"of the other\"}");
                ann.ask("{\"type\":\"say\",\"id\":1,\"text\":\"of the one\"}");
                assertThat(eve.next("message").path("text").asText()).isEqualTo("of the other");
                JsonNode message = ann.next("message");
                assertThat(message.path("text").asText()).isEqualTo("of the one");
                assertThat(message.path("seq").asInt()).isEqualTo(seq);
            }
            assertThat(Http.get(one.admin("/metrics")).body())
                    .contains("chatka_cluster_nodes 1.0")
                    .contains("chatka_broker_strays_total{kind=\"epoch\"} 0.0");
        }
    }

    @Test
    void messages_of_an_epoch_that_redis_does_not_have_are_dropped_and_counted() throws Exception {
        try (RealRedis redis = RealRedis.start();
                TestServer server = TestServer.start("redis.url", redis.uri());
                ChatClient ann = ChatClient.joined(server, "lobby")) {
            ann.ask("{\"type\":\"say\",\"id\":1,\"text\":\"one\"}");
            assertThat(ann.next("message").path("seq").asInt()).isEqualTo(1);
            redis.call("PUBLISH", "chatka:0:{lobby}:events", "e 9foreign99 7\n{\"type\":\"message\",\"seq\":7}");
            redis.call("PUBLISH", "chatka:0:{lobby}:events", "what is this");
            ann.ask("{\"type\":\"say\",\"id\":1,\"text\":\"two\"}");
            assertThat(ann.next("message").path("seq").asInt()).isEqualTo(2);
            await().untilAsserted(
                            () -> assertThat(Http.get(server.admin("/metrics")).body())
                                    .contains("chatka_broker_strays_total{kind=\"epoch\"} 1.0")
                                    .contains("chatka_broker_strays_total{kind=\"form\"} 1.0"));
        }
    }

    @Test
    void members_of_both_nodes_are_counted_and_named() throws Exception {
        try (RealRedis redis = RealRedis.start();
                TestServer first = TestServer.start("redis.url", redis.uri());
                TestServer second = TestServer.start("redis.url", redis.uri());
                ChatClient ann = ChatClient.joined(first, "lobby");
                ChatClient bob = ChatClient.connect(second.uri("/ws/lobby?name=Bob"))) {
            JsonNode presence = ann.next(f -> f.path("members").asInt() == 2);
            assertThat(presence.path("joined").get(0).path("name").asText()).isEqualTo("Bob");
            bob.socket().closeBlocking();
            JsonNode gone = ann.next(f -> f.path("members").asInt() == 1);
            assertThat(gone.path("left").get(0).path("name").asText()).isEqualTo("Bob");
        }
    }

    private static boolean isDegraded(JsonNode frame) {
        return frame.has("degraded");
    }

    private static int ready(TestServer server) throws IOException, InterruptedException {
        return Http.get(server.admin("/ready")).statusCode();
    }
}
