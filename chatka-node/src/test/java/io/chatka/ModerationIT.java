package io.chatka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatka.api.Authentication;
import io.chatka.api.User;
import io.chatka.internal.redis.RealRedis;
import io.chatka.testing.ChatClient;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What moderators do on one of two nodes, and what becomes of it on the other. A token is
 * ROLE:ID or ROLE:ID:ISSUED:JTI here. */
class ModerationIT {
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
                .set(Map.of("chatka.limits.rate", "off", "chatka.redis.command-timeout", "20s"))
                .authenticator(credentials -> CompletableFuture.completedStage(
                        credentials.token() == null ? Authentication.guest() : user(credentials.token())))
                .start();
    }

    private static Authentication user(String token) {
        String[] parts = token.split(":");
        User user = new User(parts[1], parts[1], parts[0]);
        if (parts.length == 2) {
            return Authentication.accepted(user);
        }
        long expires = System.currentTimeMillis() + 600_000;
        return Authentication.accepted(
                user, new Authentication.Token(expires, expires, Long.parseLong(parts[2]), parts[3]));
    }

    private String room;

    @BeforeEach
    void name(TestInfo test) {
        room = test.getTestMethod().orElseThrow().getName().substring(0, 20);
    }

    @Test
    void muted_users_are_told_until_when_and_may_not_say_anything() throws Exception {
        try (ChatClient ann = member(there, "member:ann");
                ChatClient mod = session(here, "moderator:mod")) {
            act(mod, "\"action\":\"mute\",\"user\":\"ann\",\"for\":600000,\"reason\":\"loud\"");
            JsonNode told = ann.next(frame -> frame.has("you"));
            assertThat(told.at("/you/reason").asText()).isEqualTo("loud");
            JsonNode refused = ann.ask("{\"type\":\"say\",\"id\":7,\"room\":\"" + room + "\",\"text\":\"hi\"}");
            assertThat(refused.path("code").asText()).isEqualTo("muted");
            assertThat(refused.path("until").asLong())
                    .isEqualTo(told.at("/you/mutedUntil").asLong());
            assertThat(refused.path("reason").asText()).isEqualTo("loud");
            act(mod, "\"action\":\"unmute\",\"user\":\"ann\"");
            assertThat(ann.next(frame -> frame.has("you")).at("/you/mutedUntil").isNull())
                    .isTrue();
            say(ann, "again");
        }
    }

    @Test
    void banned_users_are_removed_on_every_node_and_stay_out() throws Exception {
        try (ChatClient one = member(here, "member:eve");
                ChatClient two = member(there, "member:eve");
                ChatClient ann = member(there, "member:ann");
                ChatClient mod = session(here, "moderator:mod")) {
            say(one, "spam");
            ann.next("message");
            act(mod, "\"action\":\"ban\",\"user\":\"eve\",\"reason\":\"spam\",\"delete\":true");
            for (ChatClient eve : new ChatClient[] {one, two}) {
                JsonNode left = eve.next("left");
                assertThat(left.path("code").asText()).isEqualTo("banned");
                assertThat(left.path("reason").asText()).isEqualTo("spam");
                JsonNode refused = eve.ask("{\"type\":\"join\",\"id\":8,\"room\":\"" + room + "\"}");
                assertThat(refused.path("code").asText()).isEqualTo("banned");
            }
            assertThat(ann.next("deleted").path("user").asText()).isEqualTo("eve");
            JsonNode history = ann.ask("{\"type\":\"history\",\"id\":9,\"room\":\"" + room + "\"}");
            assertThat(history.toString()).doesNotContain("\"spam\"").contains("\"deleted\":true");
            act(mod, "\"action\":\"unban\",\"user\":\"eve\"");
            two.ask("{\"type\":\"join\",\"id\":10,\"room\":\"" + room + "\"}");
            two.next("joined");
        }
    }

    @Test
    void kicked_users_may_come_back() throws Exception {
        try (ChatClient eve = member(there, "member:eve");
                ChatClient mod = session(here, "moderator:mod")) {
            act(mod, "\"action\":\"kick\",\"user\":\"eve\"");
            assertThat(eve.next("left").path("code").asText()).isEqualTo("kicked");
            assertThat(eve.ask("{\"type\":\"say\",\"id\":3,\"room\":\"" + room + "\",\"text\":\"hi\"}")
                            .path("code")
                            .asText())
                    .isEqualTo("not_joined");
            eve.send("{\"type\":\"join\",\"id\":4,\"room\":\"" + room + "\"}");
            eve.next("joined");
        }
    }

    @Test
    void rules_of_the_room_hold_on_every_node() throws Exception {
        try (ChatClient ann = member(there, "member:ann");
                ChatClient guest = member(there, null);
                ChatClient mod = session(here, "moderator:mod")) {
            act(mod, "\"action\":\"slow\",\"seconds\":600");
            assertThat(ann.next(frame -> frame.has("slow")).path("slow").asInt())
                    .isEqualTo(600);
            say(ann, "one");
            JsonNode slow = ann.ask("{\"type\":\"say\",\"id\":1,\"room\":\"" + room + "\",\"text\":\"two\"}");
            assertThat(slow.path("code").asText()).isEqualTo("slow_mode");
            assertThat(slow.path("retryAfter").asLong()).isBetween(1L, 600_000L);
            act(mod, "\"action\":\"slow\",\"seconds\":0");
            act(mod, "\"action\":\"speak\",\"who\":\"members\"");
            assertThat(guest.ask("{\"type\":\"say\",\"id\":2,\"room\":\"" + room + "\",\"text\":\"hi\"}")
                            .path("code")
                            .asText())
                    .isEqualTo("forbidden");
            say(ann, "members may");
            act(mod, "\"action\":\"close\"");
            assertThat(ann.ask("{\"type\":\"say\",\"id\":3,\"room\":\"" + room + "\",\"text\":\"hi\"}")
                            .path("code")
                            .asText())
                    .isEqualTo("closed");
            try (ChatClient late = session(there, "member:late")) {
                assertThat(late.ask("{\"type\":\"join\",\"id\":4,\"room\":\"" + room + "\"}")
                                .path("code")
                                .asText())
                        .isEqualTo("closed");
            }
        }
        try (ChatClient mod = member(there, "moderator:mod2")) {
            act(mod, "\"action\":\"open\"");
        }
    }

    @Test
    void pins_and_announcements_reach_everybody_and_those_who_come_later() throws Exception {
        try (ChatClient ann = member(there, "member:ann");
                ChatClient mod = session(here, "moderator:mod")) {
            act(mod, "\"action\":\"announce\",\"text\":\"read this\"");
            JsonNode announced = ann.next("message");
            assertThat(announced.path("announcement").asBoolean()).isTrue();
            assertThat(announced.at("/from/role").asText()).isEqualTo("moderator");
            act(mod, "\"action\":\"pin\",\"seq\":" + announced.path("seq").asLong());
            assertThat(ann.next(frame -> frame.has("pinned"))
                            .at("/pinned/0/text")
                            .asText())
                    .isEqualTo("read this");
            try (ChatClient late = session(there, "member:late")) {
                late.send("{\"type\":\"join\",\"room\":\"" + room + "\"}");
                JsonNode joined = late.next("joined");
                assertThat(joined.at("/state/pinned/0/text").asText()).isEqualTo("read this");
                assertThat(joined.at("/you/role").asText()).isEqualTo("member");
            }
        }
    }

    @Test
    void who_was_absent_learns_of_a_deletion_by_recovery() throws Exception {
        JsonNode joined;
        try (ChatClient ann = session(there, "member:ann")) {
            ann.send("{\"type\":\"join\",\"room\":\"" + room + "\"}");
            joined = ann.next("joined");
        }
        try (ChatClient eve = member(here, "member:eve");
                ChatClient ann = session(there, "member:ann")) {
            say(eve, "secret words");
            JsonNode gone = eve.ask("{\"type\":\"delete\",\"id\":5,\"room\":\"" + room + "\",\"seq\":1}");
            assertThat(gone.path("type").asText()).isEqualTo("ok");
            ann.send("{\"type\":\"join\",\"room\":\"" + room + "\",\"since\":{\"epoch\":\""
                    + joined.path("epoch").asText() + "\",\"seq\":0}}");
            assertThat(ann.next("joined").path("recovered").asBoolean()).isTrue();
            JsonNode place = ann.next("message");
            assertThat(place.path("deleted").asBoolean()).isTrue();
            assertThat(place.has("text")).isFalse();
            assertThat(ann.next("deleted").path("target").asLong()).isEqualTo(1);
        }
    }

    @Test
    void a_shadowed_message_reaches_its_sender_and_moderators_and_the_others_see_its_place() throws Exception {
        try (ChatClient eve = member(here, "member:eve");
                ChatClient second = member(there, "member:eve");
                ChatClient ann = member(there, "member:ann");
                ChatClient mod = member(there, "moderator:mod");
                ChatClient admin = session(here, "admin:root")) {
            act(admin, "\"action\":\"mute\",\"user\":\"eve\",\"shadow\":true");
            say(eve, "buy now");
            say(ann, "hello");
            for (ChatClient own : new ChatClient[] {eve, second}) {
                JsonNode message = own.next("message");
                assertThat(message.path("text").asText()).isEqualTo("buy now");
                assertThat(message.has("shadowed")).isFalse();
            }
            JsonNode place = ann.next("message");
            assertThat(place.path("deleted").asBoolean()).isTrue();
            assertThat(place.has("text") || place.has("from")).isFalse();
            assertThat(mod.next("message").path("shadowed").asBoolean()).isTrue();
            String history = "{\"type\":\"history\",\"id\":9,\"room\":\"" + room + "\"}";
            assertThat(ann.ask(history).toString()).doesNotContain("buy now").contains("\"deleted\":true");
            assertThat(eve.ask(history).toString()).contains("buy now").doesNotContain("\"shadowed\"");
            assertThat(mod.ask(history).toString()).contains("buy now", "\"shadowed\":true");
            String since =
                    ",\"since\":{\"epoch\":\"" + ann.ask(history).path("epoch").asText() + "\",\"seq\":0}";
            for (String token : new String[] {"member:bob", "member:eve", "moderator:mod"}) {
                try (ChatClient back = session(there, token)) {
                    back.send("{\"type\":\"join\",\"room\":\"" + room + "\"" + since + "}");
                    assertThat(back.next("joined").path("recovered").asBoolean())
                            .isTrue();
                    JsonNode replayed = back.next("message");
                    assertThat(replayed.path("text").asText()).isEqualTo(token.endsWith("bob") ? "" : "buy now");
                    assertThat(replayed.path("shadowed").asBoolean()).isEqualTo(token.endsWith("mod"));
                }
            }
            act(admin, "\"action\":\"unmute\",\"user\":\"eve\"");
            say(eve, "sorry");
            assertThat(eve.next(frame -> frame.has("you")
                                    || frame.path("text").asText().equals("sorry"))
                            .has("you"))
                    .as("told of nothing")
                    .isFalse();
        }
    }

    @Test
    void admins_ban_and_mute_in_all_rooms_on_every_node() throws Exception {
        try (ChatClient eve = member(there, "member:eve");
                ChatClient admin = session(here, "admin:root");
                ChatClient mod = session(here, "moderator:mod")) {
            JsonNode refused =
                    mod.ask("{\"type\":\"moderate\",\"id\":1,\"room\":\"*\",\"action\":\"ban\",\"user\":\"eve\"}");
            assertThat(refused.path("code").asText()).isEqualTo("forbidden");
            everywhere(admin, "\"action\":\"mute\",\"user\":\"eve\",\"reason\":\"loud\"");
            assertThat(eve.next(frame -> frame.has("you")).at("/you/reason").asText())
                    .isEqualTo("loud");
            assertThat(eve.ask("{\"type\":\"say\",\"id\":7,\"room\":\"" + room + "\",\"text\":\"hi\"}")
                            .path("code")
                            .asText())
                    .isEqualTo("muted");
            everywhere(admin, "\"action\":\"unmute\",\"user\":\"eve\"");
            eve.next(frame -> frame.has("you"));
            say(eve, "hi");
            everywhere(admin, "\"action\":\"ban\",\"user\":\"eve\",\"reason\":\"spam\"");
            assertThat(eve.next("left").path("code").asText()).isEqualTo("banned");
            JsonNode out = eve.ask("{\"type\":\"join\",\"id\":8,\"room\":\"" + room + "\"}");
            assertThat(out.path("code").asText()).isEqualTo("banned");
            assertThat(out.path("reason").asText()).isEqualTo("spam");
            try (ChatkaNode late = node();
                    ChatClient again = session(late, "member:eve")) {
                assertThat(again.ask("{\"type\":\"join\",\"id\":8,\"room\":\"" + room + "\"}")
                                .path("code")
                                .asText())
                        .as("a node that starts later")
                        .isEqualTo("banned");
            }
            everywhere(admin, "\"action\":\"unban\",\"user\":\"eve\"");
            // The other node hears of it a moment later.
            await().atMost(Duration.ofSeconds(1))
                    .until(() -> !eve.ask("{\"type\":\"join\",\"id\":9,\"room\":\"" + room + "\"}")
                            .path("type")
                            .asText()
                            .equals("error"));
            JsonNode impossible =
                    admin.ask("{\"type\":\"moderate\",\"id\":1,\"room\":\"*\",\"action\":\"slow\",\"seconds\":1}");
            assertThat(impossible.path("code").asText()).isEqualTo("bad_field");
        }
    }

    @Test
    void revoked_users_and_tokens_are_closed_on_every_node_and_stay_out() throws Exception {
        try (ChatClient one = session(there, "member:zoe:1000:t1");
                ChatClient two = session(there, "member:zoe:1000:t2");
                ChatClient other = session(there, "member:ann:1000:t3")) {
            here.users().revokeToken("t1").toCompletableFuture().join();
            assertThat(one.closeCode()).isEqualTo(4007);
            assertThat(two.isOpen()).isTrue();
            here.users().revoke("zoe").toCompletableFuture().join();
            assertThat(two.closeCode()).isEqualTo(4007);
            assertThat(other.isOpen()).isTrue();
            try (ChatClient again = ChatClient.connect(URI.create("ws://127.0.0.1:" + there.port() + "/ws"))) {
                again.send("{\"type\":\"hello\",\"token\":\"member:zoe:1000:t4\"}");
                assertThat(again.next("error").path("code").asText()).isEqualTo("unauthorized");
                assertThat(again.closeCode()).isEqualTo(4007);
            }
            long later = System.currentTimeMillis() + 1_000;
            session(there, "member:zoe:" + later + ":t5").close();
            JsonNode refused = other.ask("{\"type\":\"refresh\",\"id\":1,\"token\":\"member:ann:1000:t1\"}");
            assertThat(refused.path("code").asText()).isEqualTo("unauthorized");
        }
    }

    private static void everywhere(ChatClient admin, String fields) throws Exception {
        JsonNode answer = admin.ask("{\"type\":\"moderate\",\"id\":\"act\",\"room\":\"*\"," + fields + "}");
        assertThat(answer.path("type").asText()).as("%s", answer).isEqualTo("ok");
    }

    private ChatClient member(ChatkaNode node, String token) throws Exception {
        ChatClient client = session(node, token);
        client.send("{\"type\":\"join\",\"room\":\"" + room + "\"}");
        client.next("joined");
        return client;
    }

    private static ChatClient session(ChatkaNode node, String token) throws Exception {
        ChatClient client = ChatClient.connect(URI.create("ws://127.0.0.1:" + node.port() + "/ws"));
        client.send("{\"type\":\"hello\"" + (token == null ? "" : ",\"token\":\"" + token + "\"") + "}");
        client.next("welcome");
        return client;
    }

    private void act(ChatClient moderator, String fields) throws Exception {
        JsonNode answer =
                moderator.ask("{\"type\":\"moderate\",\"id\":\"act\",\"room\":\"" + room + "\"," + fields + "}");
        assertThat(answer.path("type").asText()).as("%s", answer).isEqualTo("ok");
    }

    private void say(ChatClient client, String text) throws Exception {
        JsonNode answer =
                client.ask("{\"type\":\"say\",\"id\":\"say\",\"room\":\"" + room + "\",\"text\":\"" + text + "\"}");
        assertThat(answer.path("type").asText()).as("%s", answer).isEqualTo("ok");
    }
}
