package io.chatka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatka.api.Authentication;
import io.chatka.api.User;
import io.chatka.internal.redis.RealRedis;
import io.chatka.testing.ChatClient;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What moderators have done stays in force while Redis is away, and after restarts. A token is ROLE:ID:ISSUED here. */
class ModerationRedisAwayIT {
    private static final String ROOM = "\"room\":\"lobby\"";

    @Test
    void acts_fail_retryably_while_redis_is_away_and_those_before_hold_then_and_after_restarts() throws Exception {
        try (RealRedis redis = RealRedis.start("appendonly", "yes", "appendfsync", "always")) {
            try (ChatkaNode node = node(redis);
                    ChatClient mod = session(node, "moderator:mod:1");
                    ChatClient admin = session(node, "admin:root:1");
                    ChatClient ann = session(node, "member:ann:1")) {
                join(ann);
                ok(mod, "\"action\":\"ban\",\"user\":\"eve\"," + ROOM);
                ok(mod, "\"action\":\"mute\",\"user\":\"ann\"," + ROOM);
                ok(admin, "\"action\":\"ban\",\"user\":\"zoe\",\"room\":\"*\"");
                ok(admin, "\"action\":\"mute\",\"user\":\"max\",\"room\":\"*\"");
                node.users().revoke("old").toCompletableFuture().get(10, TimeUnit.SECONDS);

                redis.kill();
                JsonNode failed =
                        mod.ask("{\"type\":\"moderate\",\"id\":1,\"action\":\"kick\",\"user\":\"ann\"," + ROOM + "}");
                assertThat(failed.path("code").asText()).isEqualTo("unavailable");
                assertThat(failed.path("retryAfter").asLong()).isPositive();
                JsonNode everywhere = admin.ask(
                        "{\"type\":\"moderate\",\"id\":1,\"action\":\"ban\",\"user\":\"ann\",\"room\":\"*\"}");
                assertThat(everywhere.path("code").asText()).isEqualTo("unavailable");
                assertThatThrownBy(() ->
                                node.users().revoke("ann").toCompletableFuture().get(30, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(io.chatka.api.BrokerUnavailableException.class);
                refused(node, "member:old:1");
                try (ChatClient zoe = session(node, "member:zoe:1")) {
                    assertThat(code(zoe, "join")).isIn("banned", "unavailable");
                }
                redis.restart();
                await().until(() -> !code(mod, "moderate\",\"action\":\"open").equals("unavailable"));
                inForce(node);
            }
            try (ChatkaNode node = node(redis)) {
                inForce(node);
            }
        }
    }

    private static void inForce(ChatkaNode node) throws Exception {
        refused(node, "member:old:1");
        try (ChatClient eve = session(node, "member:eve:1");
                ChatClient zoe = session(node, "member:zoe:1");
                ChatClient ann = session(node, "member:ann:1");
                ChatClient max = session(node, "member:max:1")) {
            await().until(() -> code(eve, "join").equals("banned"));
            assertThat(code(zoe, "join")).isEqualTo("banned");
            await().until(() -> code(ann, "join").equals("ok"));
            await().until(() -> code(max, "join").equals("ok"));
            assertThat(code(ann, "say\",\"text\":\"hi")).isEqualTo("muted");
            assertThat(code(max, "say\",\"text\":\"hi")).isEqualTo("muted");
        }
    }

    private static void refused(ChatkaNode node, String token) throws Exception {
        try (ChatClient revoked = ChatClient.connect(URI.create("ws://127.0.0.1:" + node.port() + "/ws"))) {
            revoked.send("{\"type\":\"hello\",\"token\":\"" + token + "\"}");
            assertThat(revoked.closeCode()).isEqualTo(4007);
        }
    }

    private static ChatkaNode node(RealRedis redis) {
        return Chatka.node()
                .port(0)
                .broker(redis.uri())
                .set(Map.of("chatka.limits.rate", "off"))
                .authenticator(credentials -> CompletableFuture.completedStage(user(credentials.token())))
                .start();
    }

    private static Authentication user(String token) {
        String[] parts = token.split(":");
        long expires = System.currentTimeMillis() + 600_000;
        return Authentication.accepted(
                new User(parts[1], parts[1], parts[0]),
                new Authentication.Token(expires, expires, Long.parseLong(parts[2]), null));
    }

    private static void join(ChatClient client) throws Exception {
        client.send("{\"type\":\"join\"," + ROOM + "}");
        client.next("joined");
    }

    private static void ok(ChatClient client, String fields) throws Exception {
        JsonNode answer = client.ask("{\"type\":\"moderate\",\"id\":1," + fields + "}");
        assertThat(answer.path("type").asText()).as("%s", answer).isEqualTo("ok");
    }

    private static String code(ChatClient client, String type) throws Exception {
        JsonNode answer = client.ask("{\"type\":\"" + type + "\",\"id\":\"q\"," + ROOM + "}");
        return answer.path("type").asText().equals("error")
                ? answer.path("code").asText()
                : answer.path("type").asText();
    }

    private static ChatClient session(ChatkaNode node, String token) throws Exception {
        ChatClient client = ChatClient.connect(URI.create("ws://127.0.0.1:" + node.port() + "/ws"));
        client.send("{\"type\":\"hello\",\"token\":\"" + token + "\"}");
        client.next("welcome");
        return client;
    }
}
