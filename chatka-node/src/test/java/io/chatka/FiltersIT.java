package io.chatka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatka.api.Authentication;
import io.chatka.api.HeldMessage;
import io.chatka.api.ModerationRecord;
import io.chatka.api.User;
import io.chatka.internal.redis.RealRedis;
import io.chatka.testing.ChatClient;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What filters make of messages, what moderators decide on another node, and the records of their acts. */
class FiltersIT {
    private static RealRedis redis;
    private static ChatkaNode here;
    private static ChatkaNode there;

    @BeforeAll
    static void start() {
        redis = RealRedis.start();
        here = node();
        there = node();
    }

    @AfterAll
    static void stop() {
        here.close();
        there.close();
        redis.close();
    }

    private static ChatkaNode node() {
        return Chatka.node()
                .port(0)
                .broker(redis.uri())
                .set(Map.of(
                        "chatka.limits.rate",
                        "off",
                        "chatka.rooms.filter.words",
                        List.of("darn"),
                        "chatka.rooms.filter.links",
                        "moderators",
                        "chatka.rooms.filter.classes",
                        List.of(
                                Map.of("rooms", "mask*", "words", List.of("darn"), "action", "mask"),
                                Map.of("rooms", "hold*", "words", List.of("darn"), "action", "hold"),
                                Map.of("rooms", "shadow*", "words", List.of("darn"), "action", "shadow"),
                                Map.of("rooms", "again*", "repeat", "1h"))))
                .authenticator(credentials -> CompletableFuture.completedStage(user(credentials.token())))
                .start();
    }

    private static Authentication user(String token) {
        return Authentication.accepted(new User(token, token, token.startsWith("mod") ? "moderator" : "member"));
    }

    @Test
    void a_refused_text_is_an_error_and_moderators_may_say_it() throws Exception {
        try (ChatClient ann = member(here, "ann", "lobby");
                ChatClient mod = member(there, "mod", "lobby")) {
            assertThat(say(ann, "lobby", "oh ＤＡＲＮ").path("code").asText()).isEqualTo("filtered");
            assertThat(say(ann, "lobby", "see https://example.com")
                            .path("message")
                            .asText())
                    .contains("links");
            assertThat(say(mod, "lobby", "darn https://example.com")
                            .path("type")
                            .asText())
                    .isEqualTo("ok");
            assertThat(ann.next("message").path("text").asText()).startsWith("darn");
        }
    }

    @Test
    void a_class_of_rooms_has_a_filter_of_its_own() throws Exception {
        try (ChatClient ann = member(here, "ann", "mask-1");
                ChatClient bob = member(there, "bob", "again-1")) {
            assertThat(say(ann, "mask-1", "darn https://x.com").has("seq")).isTrue();
            assertThat(ann.next("message").path("text").asText()).isEqualTo("**** https://x.com");
            assertThat(say(bob, "again-1", "darn").has("seq")).isTrue();
            JsonNode again = say(bob, "again-1", "Darn");
            assertThat(again.path("code").asText()).isEqualTo("filtered");
            assertThat(again.path("retryAfter").asLong()).isBetween(3_500_000L, 3_600_000L);
        }
    }

    @Test
    void a_shadowed_text_reaches_its_sender_and_moderators() throws Exception {
        try (ChatClient ann = member(here, "ann", "shadow-1");
                ChatClient bob = member(there, "bob", "shadow-1");
                ChatClient mod = member(there, "mod", "shadow-1")) {
            JsonNode ok = say(ann, "shadow-1", "darn");
            assertThat(ok.path("seq").asLong()).isEqualTo(1);
            assertThat(ann.next("message").path("text").asText()).isEqualTo("darn");
            assertThat(mod.next("message").path("shadowed").asBoolean()).isTrue();
            assertThat(bob.next("message").path("deleted").asBoolean()).isTrue();
        }
    }

    @Test
    void a_held_text_waits_until_a_moderator_decides() throws Exception {
        try (ChatClient ann = member(here, "ann", "hold-1");
                ChatClient bob = member(there, "bob", "hold-1")) {
            JsonNode held = say(ann, "hold-1", "darn one");
            assertThat(held.toString()).isEqualTo("{\"type\":\"ok\",\"id\":\"say\",\"held\":true}");
            say(ann, "hold-1", "darn two");
            say(ann, "hold-1", "fine");
            assertThat(bob.next("message").path("text").asText()).isEqualTo("fine");
            List<HeldMessage> waiting = join(there.room("hold-1").held());
            assertThat(waiting).extracting(HeldMessage::text).containsExactly("darn one", "darn two");
            assertThat(waiting.get(0).user().id()).isEqualTo("ann");
            assertThat(join(there.room("hold-1").approve(waiting.get(0).id()))).isTrue();
            JsonNode published = bob.next("message");
            assertThat(published.path("text").asText()).isEqualTo("darn one");
            assertThat(published.path("seq").asLong()).isEqualTo(2);
            assertThat(published.path("from").toString())
                    .isEqualTo("{\"id\":\"ann\",\"name\":\"ann\",\"role\":\"member\"}");
            assertThat(join(here.room("hold-1").deny(waiting.get(1).id()))).isTrue();
            assertThat(join(there.room("hold-1").approve(waiting.get(1).id()))).isFalse();
            assertThat(join(here.room("hold-1").held())).isEmpty();
            awaitActs("hold-1", "deny ann", "approve ann");
        }
    }

    @Test
    void acts_that_succeed_are_recorded_for_all_nodes() throws Exception {
        try (ChatClient mod = member(here, "mod", "acts-1");
                ChatClient ann = member(there, "ann", "acts-1")) {
            say(ann, "acts-1", "hi");
            act(mod, "\"action\":\"mute\",\"user\":\"ann\",\"for\":60000,\"reason\":\"loud\"", "ok");
            act(mod, "\"action\":\"pin\",\"seq\":99", "error");
            act(ann, "\"action\":\"close\"", "error");
            assertThat(mod.ask("{\"type\":\"delete\",\"id\":1,\"room\":\"acts-1\",\"seq\":1,\"reason\":\"spam\"}")
                            .path("type")
                            .asText())
                    .isEqualTo("ok");
            awaitActs("acts-1", "delete null", "mute ann");
            List<ModerationRecord> records = join(there.audit(null, null, 1_000)).values().stream()
                    .filter(act -> act.room().equals("acts-1"))
                    .toList();
            ModerationRecord mute = records.get(1);
            assertThat(mute.by()).isEqualTo("mod");
            assertThat(mute.door()).isEqualTo("client");
            assertThat(mute.about().reason()).isEqualTo("loud");
            assertThat(mute.about().until() - mute.at()).isBetween(59_000L, 61_000L);
            assertThat(records.get(0).about().seq()).isEqualTo(1);
        }
    }

    /** Waits for records: they are stored beside the answer to whoever acts. */
    private static void awaitActs(String room, String... newestFirst) {
        await().untilAsserted(() -> assertThat(acts(room)).containsExactly(newestFirst));
    }

    private static List<String> acts(String room) {
        return join(there.audit(null, null, 1_000)).values().stream()
                .filter(act -> act.room().equals(room))
                .map(act -> act.action() + " " + act.about().user())
                .toList();
    }

    private static <T> T join(java.util.concurrent.CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(10, java.util.concurrent.TimeUnit.SECONDS)
                .join();
    }

    private static void act(ChatClient client, String fields, String answer) throws Exception {
        JsonNode told = client.ask("{\"type\":\"moderate\",\"id\":\"act\",\"room\":\"acts-1\"," + fields + "}");
        assertThat(told.path("type").asText()).as("%s", told).isEqualTo(answer);
    }

    private static JsonNode say(ChatClient client, String room, String text) throws Exception {
        return client.ask("{\"type\":\"say\",\"id\":\"say\",\"room\":\"" + room + "\",\"text\":\"" + text + "\"}");
    }

    private static ChatClient member(ChatkaNode node, String token, String room) throws Exception {
        ChatClient client = ChatClient.connect(URI.create("ws://127.0.0.1:" + node.port() + "/ws"));
        client.send("{\"type\":\"hello\",\"token\":\"" + token + "\"}");
        client.next("welcome");
        client.send("{\"type\":\"join\",\"room\":\"" + room + "\"}");
        client.next("joined");
        return client;
    }
}
