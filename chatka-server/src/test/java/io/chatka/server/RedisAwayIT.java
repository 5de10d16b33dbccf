package io.chatka.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatka.redis.RealRedis;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Two nodes whose Redis goes away and comes back: nobody is disconnected, everybody is told. */
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
            // Who comes now is told as well.
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
            // It came back empty, so the order starts again, and everybody knows.
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
