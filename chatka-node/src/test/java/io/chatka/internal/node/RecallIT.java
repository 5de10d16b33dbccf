package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatka.Chatka;
import io.chatka.ChatkaNode;
import io.chatka.api.Authentication;
import io.chatka.api.User;
import io.chatka.internal.redis.RealRedis;
import io.chatka.testing.ChatClient;
import io.chatka.testing.RawWebSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A flooder is banned while readers that stand still have its texts before them, on two nodes. */
class RecallIT {
    private static final int SMALL_BUFFER = 4096;

    /** More than the kernel's buffers hold. */
    private static final int MESSAGES = 600;

    private static final String SPAM = "spam".repeat(5_000);

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"epoll, 8", "nio, 3"})
    void nothing_of_a_banned_flooder_reaches_readers_that_wait(String io, int readers) throws Exception {
        play(io, readers);
    }

    /** @param readers on each of two nodes */
    private void play(String io, int readers) throws Exception {
        RealRedis redis = RealRedis.start();
        open.add(redis);
        List<ChatkaNode> nodes = List.of(node(redis, io), node(redis, io));
        List<RawWebSocket> waiting = new ArrayList<>();
        for (int i = 0; i < 2 * readers; i++) {
            RawWebSocket reader = RawWebSocket.open(nodes.get(i % 2).port(), "/ws/lobby", SMALL_BUFFER);
            waiting.add(reader);
            open.add(0, reader);
        }
        ChatClient eve = member(nodes.get(0), "member:eve");
        ChatClient ann = member(nodes.get(1), "member:ann");
        for (int i = 0; i < MESSAGES; i++) {
            String text = i % 10 == 9 ? "words " + i : SPAM;
            (i % 10 == 9 ? ann : eve).send("{\"type\":\"say\",\"room\":\"lobby\",\"text\":\"" + text + "\"}");
            ann.next("message");
        }
        ChatClient mod = member(nodes.get(1), "moderator:mod");
        JsonNode ok = mod.ask("{\"type\":\"moderate\",\"id\":1,\"room\":\"lobby\",\"action\":\"ban\",\"user\":\"eve\","
                + "\"delete\":true}");
        assertThat(ok.path("type").asText()).as("%s", ok).isEqualTo("ok");
        ann.next("deleted");
        // What the contract allows: a second after the ok.
        await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
        Map<Integer, Integer> spamLeft = new HashMap<>();
        for (RawWebSocket reader : waiting) {
            spamLeft.merge(read(reader), 1, Integer::sum);
        }
        // What the kernel had, and one frame that it had begun.
        assertThat(spamLeft.keySet()).as("%s", spamLeft).allMatch(spam -> spam < MESSAGES / 2);
    }

    /** Reads up to the deletion; returns how many texts of the flooder came. Everything else is there. */
    private static int read(RawWebSocket reader) throws Exception {
        int spam = 0;
        long seq = 0;
        boolean removed = false;
        while (true) {
            JsonNode frame = reader.read().json();
            if (frame.path("type").asText().equals("deleted")) {
                return spam;
            } else if (!frame.path("type").asText().equals("message")) {
                continue;
            }
            assertThat(frame.path("seq").asLong()).isEqualTo(++seq);
            if (frame.path("deleted").asBoolean()) {
                removed = true;
            } else if (frame.path("text").asText().equals(SPAM)) {
                spam++;
                assertThat(removed).as("a text behind a tombstone").isFalse();
            } else {
                assertThat(frame.path("text").asText()).startsWith("words");
            }
        }
    }

    private ChatkaNode node(RealRedis redis, String io) {
        ChatkaNode node = Chatka.node()
                .port(0)
                .broker(redis.uri())
                .set(Map.of(
                        "chatka.limits.rate", "off",
                        "chatka.limits.queued", "32MiB",
                        "chatka.limits.text", 20_000,
                        "chatka.limits.slow", "1h",
                        "chatka.heartbeat.interval", "1h",
                        "chatka.server.io", io))
                .authenticator(credentials -> CompletableFuture.completedStage(
                        credentials.token() == null ? Authentication.guest() : user(credentials.token())))
                .start();
        open.add(node);
        return node;
    }

    private static Authentication user(String token) {
        String[] parts = token.split(":");
        return Authentication.accepted(new User(parts[1], parts[1], parts[0]));
    }

    private ChatClient member(ChatkaNode node, String token) throws Exception {
        ChatClient client = ChatClient.connect(URI.create("ws://127.0.0.1:" + node.port() + "/ws"));
        open.add(0, client);
        client.send("{\"type\":\"hello\",\"token\":\"" + token + "\"}");
        client.next("welcome");
        client.send("{\"type\":\"join\",\"room\":\"lobby\"}");
        client.next("joined");
        return client;
    }
}
