package io.chatka.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatka.Chatka;
import io.chatka.ChatkaNode;
import io.chatka.api.Authentication;
import io.chatka.api.User;
import io.chatka.internal.redis.RealRedis;
import io.chatka.testing.ChatClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The API of two nodes over a real Redis. */
class AdminApiIT {
    private static final String READ = "read-read-read-read";
    private static final String MODERATE = "moderate-moderate-1";
    private static final String ADMIN = "admin-admin-admin-1";

    private static RealRedis redis;
    private static ChatkaNode one;
    private static ChatkaNode two;

    private final List<ChatClient> clients = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        redis = RealRedis.start();
        one = node(redis);
        two = node(redis);
        // Each has heard of the other.
        await().until(() -> api(one, READ).get("/cluster").body().path("nodes").size() == 2);
        await().until(() -> api(two, READ).get("/cluster").body().path("nodes").size() == 2);
    }

    private static ChatkaNode node(RealRedis redis) {
        return Chatka.node()
                .port(0)
                .adminPort(0)
                .broker(redis.uri())
                .set(Map.of(
                        "chatka.cluster.announce",
                        "200ms",
                        "chatka.limits.rate",
                        "off",
                        "chatka.rooms.filter.classes",
                        List.of(Map.of("rooms", "held-*", "words", List.of("maybe"), "action", "hold")),
                        "chatka.admin.keys",
                        List.of(
                                Map.of("name", "viewer", "key", READ, "role", "read"),
                                Map.of("name", "backend", "key", MODERATE, "role", "moderate"),
                                Map.of("name", "ops", "key", ADMIN, "role", "admin"))))
                .authenticator(credentials -> CompletableFuture.completedStage(
                        credentials.token() == null
                                ? Authentication.guest()
                                : Authentication.accepted(
                                        new User(credentials.token(), credentials.token(), "member"))))
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        one.close();
        two.close();
        redis.close();
    }

    @AfterEach
    void leave() throws Exception {
        for (ChatClient client : clients) {
            client.close();
        }
    }

    private static Api api(ChatkaNode node, String key) {
        return new Api(node.adminPort(), key);
    }

    private ChatClient join(ChatkaNode node, String user, String room) throws Exception {
        ChatClient client = ChatClient.connect(URI.create("ws://127.0.0.1:" + node.port() + "/ws"));
        clients.add(client);
        client.send("{\"type\":\"hello\",\"token\":\"" + user + "\"}");
        client.next("welcome");
        client.send("{\"type\":\"join\",\"room\":\"" + room + "\"}");
        client.next("joined");
        return client;
    }

    private static JsonNode ok(Api.Answer answer) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static void done(Api.Answer answer) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(204);
        assertThat(answer.response().body()).isEmpty();
    }

    private static void problem(Api.Answer answer, int status, String detail) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
        assertThat(answer.response().headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(answer.body().path("detail").asText()).contains(detail);
    }

    private static List<String> names(JsonNode list, String field) {
        List<String> names = new ArrayList<>();
        list.forEach(item -> names.add(item.path(field).asText()));
        return names;
    }

    // Rooms.

    @Test
    void rooms_and_their_members_are_counted_over_all_nodes() throws Exception {
        join(one, "ann", "count-1");
        join(two, "bob", "count-1");
        join(two, "bob", "count-2");
        for (ChatkaNode node : List.of(one, two)) {
            JsonNode rooms = ok(api(node, READ).get("/rooms?prefix=count-"));
            assertThat(names(rooms.path("rooms"), "room")).containsExactly("count-1", "count-2");
            assertThat(rooms.path("rooms").get(0).path("members").asInt()).isEqualTo(2);
            assertThat(rooms.path("missing")).isEmpty();
            assertThat(names(ok(api(node, READ).get("/rooms/count-1/members")).path("members"), "id"))
                    .containsExactly("ann", "bob");
        }
        JsonNode first = ok(api(one, READ).get("/rooms?prefix=count-&limit=1"));
        assertThat(first.path("next").asText()).isEqualTo("count-1");
        JsonNode second = ok(api(one, READ).get("/rooms?prefix=count-&limit=1&after=count-1"));
        assertThat(names(second.path("rooms"), "room")).containsExactly("count-2");
        assertThat(second.has("next")).isFalse();
    }

    @Test
    void a_room_without_members_is_listed_as_long_as_it_keeps_something() throws Exception {
        ok(api(one, MODERATE).send("POST", "/rooms/kept-only/messages", "{\"text\":\"still here\"}"));
        await().until(() -> names(ok(api(two, READ).get("/rooms?prefix=kept-")).path("rooms"), "room")
                .contains("kept-only"));
    }

    @Test
    void a_message_of_the_application_reaches_members_of_all_nodes_once() throws Exception {
        ChatClient ann = join(one, "ann", "post-1");
        ChatClient bob = join(two, "bob", "post-1");
        String body = "{\"text\":\"hello\",\"data\":{\"n\":1.10},\"key\":\"k1\",\"announcement\":true}";
        JsonNode posted = ok(api(one, MODERATE).send("POST", "/rooms/post-1/messages", body));
        for (ChatClient client : List.of(ann, bob)) {
            JsonNode message = client.next("message");
            assertThat(message.path("text").asText()).isEqualTo("hello");
            assertThat(message.path("seq").asLong())
                    .isEqualTo(posted.path("seq").asLong());
            assertThat(message.path("announcement").asBoolean()).isTrue();
            assertThat(message.path("from").toString())
                    .isEqualTo("{\"id\":\"api:backend\",\"name\":\"backend\",\"role\":\"app\"}");
        }
        JsonNode again = ok(api(two, MODERATE).send("POST", "/rooms/post-1/messages", body));
        assertThat(again.path("duplicate").asBoolean()).isTrue();
        assertThat(again.path("seq")).isEqualTo(posted.path("seq"));
        // The keys of another application are its own.
        assertThat(ok(api(two, ADMIN).send("POST", "/rooms/post-1/messages", body))
                        .has("duplicate"))
                .isFalse();
        JsonNode kept = ok(api(two, READ).get("/rooms/post-1/messages?after=0&limit=1"));
        assertThat(kept.path("messages").get(0).path("text").asText()).isEqualTo("hello");
        assertThat(kept.path("more").asBoolean()).isTrue();
    }

    @Test
    void a_message_in_another_name_needs_an_admin_key_and_is_recorded() throws Exception {
        String body = "{\"text\":\"hi\",\"from\":{\"id\":\"u9\",\"name\":\"Nina\"}}";
        problem(api(one, MODERATE).send("POST", "/rooms/name-1/messages", body), 403, "admin");
        ok(api(one, ADMIN).send("POST", "/rooms/name-1/messages", body));
        JsonNode record =
                ok(api(two, READ).get("/audit?limit=1000")).path("acts").get(0);
        assertThat(record.path("by").asText()).isEqualTo("api:ops");
        assertThat(record.path("action").asText()).isEqualTo("say");
        assertThat(record.path("user").asText()).isEqualTo("u9");
        assertThat(record.path("door").asText()).isEqualTo("api");
    }

    @Test
    void a_broadcast_reaches_the_rooms_that_it_names_and_those_of_a_prefix() throws Exception {
        ChatClient ann = join(one, "ann", "cast-a");
        ChatClient bob = join(two, "bob", "cast-b");
        JsonNode some = ok(api(one, ADMIN).send("POST", "/broadcast", "{\"rooms\":[\"cast-a\"],\"text\":\"one\"}"));
        assertThat(names(some.path("rooms"), "room")).containsExactly("cast-a");
        assertThat(ann.next("message").path("text").asText()).isEqualTo("one");
        ok(api(one, ADMIN).send("POST", "/broadcast", "{\"prefix\":\"cast-\",\"text\":\"all\"}"));
        assertThat(ann.next("message").path("text").asText()).isEqualTo("all");
        assertThat(bob.next("message").path("text").asText()).isEqualTo("all");
        problem(api(one, ADMIN).send("POST", "/broadcast", "{\"rooms\":[\"a b\"],\"text\":\"x\"}"), 400, "room name");
    }

    // Moderation.

    @Test
    void acts_are_in_force_on_all_nodes_listed_and_undone() throws Exception {
        ChatClient bob = join(two, "bob", "acts-1");
        done(api(one, MODERATE).send("POST", "/rooms/acts-1/moderation", "{\"action\":\"slow\",\"seconds\":5}"));
        bob.next("room");
        done(api(one, MODERATE)
                .send(
                        "POST",
                        "/rooms/acts-1/moderation",
                        "{\"action\":\"ban\",\"user\":\"bob\",\"for\":60000,\"reason\":\"spam\"}"));
        assertThat(bob.next("left").path("code").asText()).isEqualTo("banned");
        JsonNode state = ok(api(two, READ).get("/rooms/acts-1"));
        assertThat(state.at("/state/slow").asInt()).isEqualTo(5);
        assertThat(state.at("/state/speak").asText()).isEqualTo("everyone");
        join(two, "ann", "acts-1");
        assertThat(ok(api(one, READ).get("/rooms?prefix=acts-1"))
                        .at("/rooms/0/state/slow")
                        .asInt())
                .isEqualTo(5);
        JsonNode sanctions = ok(api(two, READ).get("/rooms/acts-1/moderation")).path("sanctions");
        assertThat(sanctions).hasSize(1);
        assertThat(sanctions.get(0).path("kind").asText()).isEqualTo("ban");
        assertThat(sanctions.get(0).path("reason").asText()).isEqualTo("spam");
        done(api(two, MODERATE).send("POST", "/rooms/acts-1/moderation", "{\"action\":\"unban\",\"user\":\"bob\"}"));
        assertThat(ok(api(one, READ).get("/rooms/acts-1/moderation")).path("sanctions"))
                .isEmpty();
        problem(
                api(one, MODERATE).send("POST", "/rooms/acts-1/moderation", "{\"action\":\"pin\",\"seq\":99}"),
                404,
                "does not keep");
    }

    @Test
    void a_deleted_text_is_gone_and_a_message_that_is_not_there_is_not_found() throws Exception {
        long seq = ok(api(one, MODERATE).send("POST", "/rooms/del-1/messages", "{\"text\":\"secret\"}"))
                .path("seq")
                .asLong();
        done(api(two, ADMIN).send("DELETE", "/rooms/del-1/messages/" + seq + "?reason=oops", null));
        assertThat(ok(api(one, READ).get("/rooms/del-1/messages")).toString()).doesNotContain("secret");
        problem(api(two, ADMIN).send("DELETE", "/rooms/del-1/messages/99", null), 404, "does not keep");
    }

    @Test
    void a_held_message_is_listed_and_approved_or_denied_once() throws Exception {
        ChatClient ann = join(one, "ann", "held-1");
        ann.ask("{\"type\":\"say\",\"id\":1,\"room\":\"held-1\",\"text\":\"maybe yes\"}");
        ann.ask("{\"type\":\"say\",\"id\":2,\"room\":\"held-1\",\"text\":\"maybe no\"}");
        JsonNode held = ok(api(two, READ).get("/rooms/held-1/held")).path("held");
        assertThat(names(held, "text")).containsExactly("maybe yes", "maybe no");
        String path = "/rooms/held-1/held/";
        done(api(two, MODERATE).send("POST", path + held.get(0).path("id").asText() + "/approve", null));
        assertThat(ann.next("message").path("text").asText()).isEqualTo("maybe yes");
        done(api(one, MODERATE).send("POST", path + held.get(1).path("id").asText() + "/deny", null));
        problem(
                api(one, MODERATE).send("POST", path + held.get(1).path("id").asText() + "/deny", null),
                404,
                "no such message waits");
    }

    @Test
    void what_a_user_reports_is_listed_on_every_node() throws Exception {
        ChatClient ann = join(one, "ann", "report-1");
        ann.ask("{\"type\":\"say\",\"id\":1,\"room\":\"report-1\",\"text\":\"buy this\"}");
        assertThat(ann.ask("{\"type\":\"report\",\"id\":2,\"room\":\"report-1\",\"seq\":1,\"reason\":\"spam\"}")
                        .path("type")
                        .asText())
                .isEqualTo("ok");
        JsonNode report =
                ok(api(two, READ).get("/reports?limit=1")).path("reports").get(0);
        assertThat(report.path("by").asText()).isEqualTo("ann");
        assertThat(report.path("room").asText()).isEqualTo("report-1");
        assertThat(report.path("seq").asInt()).isEqualTo(1);
        assertThat(report.path("reason").asText()).isEqualTo("spam");
        problem(api(two, READ).get("/rooms/report-1/moderation?after=x"), 400, "part before");
        problem(api(two, READ).get("/audit?after=1-9999999999999999999"), 400, "");
    }

    // Users.

    @Test
    void a_user_is_found_on_its_node_and_disconnected_there() throws Exception {
        String id = "a/b c";
        ChatClient client = join(two, id, "find-1");
        JsonNode found = ok(api(one, READ).get("/users/a%2Fb%20c"));
        assertThat(found.path("id").asText()).isEqualTo(id);
        assertThat(found.path("connections")).hasSize(1);
        assertThat(found.path("connections").get(0).path("rooms").toString()).isEqualTo("[\"find-1\"]");
        assertThat(found.path("connections").get(0).path("address").asText()).isEqualTo("127.0.0.1");
        assertThat(names(ok(api(one, READ).get("/users?text=a/b")).path("users"), "id"))
                .containsExactly(id);
        JsonNode closed = ok(api(one, MODERATE).send("POST", "/users/a%2Fb%20c/disconnect", "{\"reconnect\":500}"));
        assertThat(closed.path("connections").asInt()).isEqualTo(1);
        JsonNode bye = client.next("bye");
        assertThat(bye.path("code").asInt()).isEqualTo(4006);
        assertThat(bye.path("reconnect").asInt()).isEqualTo(500);
        ChatClient again = join(two, id, "find-1");
        ok(api(one, MODERATE).send("POST", "/users/a%2Fb%20c/disconnect", null));
        assertThat(again.next("bye").path("reconnect").isBoolean()).isTrue();
        await().until(() ->
                ok(api(one, READ).get("/users/a%2Fb%20c")).path("connections").isEmpty());
    }

    @Test
    void bans_and_mutes_in_all_rooms_are_put_listed_and_deleted() throws Exception {
        done(api(one, ADMIN).send("PUT", "/users/eve/ban", "{\"reason\":\"bot\"}"));
        done(api(one, ADMIN).send("PUT", "/users/eve/mute", "{\"for\":60000,\"shadow\":true}"));
        done(api(one, ADMIN).send("POST", "/bans", "[{\"user\":\"eve2\"},{\"user\":\"eve3\",\"for\":5000}]"));
        await().until(() ->
                ok(api(two, READ).get("/bans?after=eva")).path("sanctions").size() == 4);
        JsonNode eve = ok(api(two, READ).get("/users/eve"));
        assertThat(eve.path("ban").path("reason").asText()).isEqualTo("bot");
        assertThat(eve.path("mute").path("kind").asText()).isEqualTo("shadow");
        for (String path : List.of("/users/eve/ban", "/users/eve/mute", "/users/eve2/ban", "/users/eve3/ban")) {
            done(api(two, ADMIN).send("DELETE", path, null));
        }
        await().until(() ->
                ok(api(one, READ).get("/bans?after=eva")).path("sanctions").isEmpty());
    }

    @Test
    void a_revoked_user_is_disconnected_on_every_node() throws Exception {
        ChatClient zoe = join(two, "zoe", "revoke-1");
        done(api(one, ADMIN).send("POST", "/tokens/revoke", "{\"user\":\"zoe\"}"));
        assertThat(zoe.next("bye").path("code").asInt()).isEqualTo(4007);
        done(api(one, ADMIN).send("POST", "/tokens/revoke", "{\"jti\":\"t-1\"}"));
        problem(api(one, ADMIN).send("POST", "/tokens/revoke", "{\"user\":\"a\",\"jti\":\"b\"}"), 400, "");
    }

    @Test
    void an_erased_user_has_no_text_left_in_any_room() throws Exception {
        for (String room : List.of("erase-1", "erase-2", "held-erase")) {
            ChatClient ed = join(one, "ed", room);
            ed.ask("{\"type\":\"say\",\"id\":1,\"room\":\"" + room + "\",\"text\":\"maybe mine\"}");
        }
        JsonNode erased = ok(api(two, ADMIN).send("DELETE", "/users/ed", null));
        assertThat(erased.path("rooms").toString()).isEqualTo("[\"erase-1\",\"erase-2\",\"held-erase\"]");
        for (String path : List.of(
                "/rooms/erase-1/messages",
                "/rooms/erase-2/messages",
                "/rooms/held-erase/messages",
                "/rooms/held-erase/held")) {
            assertThat(ok(api(one, READ).get(path)).toString()).doesNotContain("maybe mine");
        }
    }

    @Test
    void a_history_is_read_from_either_end() throws Exception {
        for (int i = 1; i <= 5; i++) {
            ok(api(one, MODERATE).send("POST", "/rooms/ends/messages", "{\"text\":\"m" + i + "\"}"));
        }
        assertThat(names(ok(api(two, READ).get("/rooms/ends/messages?limit=2")).path("messages"), "text"))
                .containsExactly("m4", "m5");
        assertThat(names(
                        ok(api(two, READ).get("/rooms/ends/messages?after=0&limit=2"))
                                .path("messages"),
                        "text"))
                .containsExactly("m1", "m2");
        assertThat(names(
                        ok(api(two, READ).get("/rooms/ends/messages?after=1&before=5&limit=2"))
                                .path("messages"),
                        "text"))
                .containsExactly("m2", "m3");
    }

    @Test
    void the_busiest_rooms_come_first_counted_over_all_nodes() throws Exception {
        for (int i = 0; i < 3; i++) {
            join(i == 0 ? one : two, "busy" + i, "busy-many");
        }
        join(one, "busy3", "busy-one");
        join(two, "busy4", "busy-two");
        join(two, "busy5", "busy-two");
        assertThat(names(ok(api(one, READ).get("/busiest?prefix=busy-&limit=2")).path("rooms"), "room"))
                .containsExactly("busy-many", "busy-two");
        assertThat(ok(api(two, READ).get("/busiest?prefix=busy-&by=deliveries")).path("rooms"))
                .hasSize(3);
        problem(api(two, READ).get("/busiest?by=name"), 400, "");
    }

    @Test
    void acts_of_and_about_one_user_are_found_among_all() throws Exception {
        for (String user : List.of("found", "other", "found")) {
            api(one, ADMIN).send("PUT", "/users/" + user + "/mute", null);
        }
        api(one, ADMIN).send("DELETE", "/users/other/mute", null);
        api(one, ADMIN).send("DELETE", "/users/found/mute", null);
        await().untilAsserted(() -> assertThat(
                        names(ok(api(two, READ).get("/audit?user=found")).path("acts"), "action"))
                .containsExactly("unmute", "mute", "mute"));
        JsonNode part = ok(api(two, READ).get("/audit?user=found&limit=1"));
        assertThat(names(
                        ok(api(two, READ)
                                        .get("/audit?user=found&after="
                                                + part.path("next").asText()))
                                .path("acts"),
                        "action"))
                .containsExactly("mute", "mute");
        assertThat(ok(api(two, READ).get("/audit?user=nobody-did-anything")).path("acts"))
                .isEmpty();
    }

    // The nodes.

    @Test
    void the_last_hour_is_there_for_each_node() throws Exception {
        await().untilAsserted(() -> {
            JsonNode nodes = ok(api(one, READ).get("/history")).path("nodes");
            assertThat(nodes).hasSize(2);
            for (JsonNode node : nodes) {
                JsonNode figures = node.path("figures");
                assertThat(figures.path("at")).isNotEmpty();
                assertThat(figures.path("deliveries")).hasSameSizeAs(figures.path("at"));
                assertThat(figures.path("heap").path(0).asLong()).isPositive();
            }
        });
    }

    @Test
    void whoever_watches_sees_figures_and_what_moderators_do_on_other_nodes() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + one.adminPort() + "/api/v1/events"))
                .header("Authorization", "Bearer " + READ)
                .build();
        Thread watching = new Thread(() -> {
            try (Stream<String> body = HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofLines())
                    .body()) {
                body.forEach(lines::add);
            } catch (Exception ended) {
                // With the node, or by the test.
            }
        });
        watching.setDaemon(true);
        watching.start();
        await().until(() -> lines.stream().filter("event: figures"::equals).count() >= 2);
        assertThat(lines)
                .anyMatch(line -> line.startsWith("data: {\"nodes\":[{\"name\"") && line.contains("\"state\""));
        done(api(two, MODERATE).send("POST", "/rooms/watch-1/moderation", "{\"action\":\"kick\",\"user\":\"kim\"}"));
        await().until(() -> lines.contains("event: act") && lines.stream().anyMatch(line -> line.contains("\"kim\"")));
        ChatClient ann = join(two, "ann", "watch-1");
        ann.ask("{\"type\":\"report\",\"id\":2,\"room\":\"watch-1\",\"seq\":1,\"reason\":\"rude\"}");
        await().until(() -> lines.contains("event: report") && lines.stream().anyMatch(line -> line.contains("rude")));
        watching.interrupt();
    }

    @Test
    void a_client_that_watches_and_does_not_read_is_disconnected() throws Exception {
        try (Socket deaf = new Socket()) {
            deaf.setReceiveBufferSize(4096);
            deaf.connect(new InetSocketAddress("127.0.0.1", one.adminPort()));
            deaf.getOutputStream()
                    .write(("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + READ
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String reason = "x".repeat(500);
            AtomicInteger acts = new AtomicInteger();
            await().pollInterval(Duration.ofMillis(10)).until(() -> {
                for (int i = 0; i < 20; i++) {
                    done(api(two, ADMIN)
                            .send(
                                    "PUT",
                                    "/users/deaf-" + acts.incrementAndGet() + "/mute",
                                    "{\"for\":1000,\"reason\":\"" + reason + "\"}"));
                }
                return isClosed(deaf);
            });
        }
    }

    private static boolean isClosed(Socket socket) {
        try {
            socket.getOutputStream().write('x');
            return false;
        } catch (IOException closed) {
            return true;
        }
    }

    @Test
    void the_heaviest_room_and_user_come_first() throws Exception {
        ChatClient loud = join(one, "loud", "top-1");
        for (int i = 0; i < 30; i++) {
            loud.send("{\"type\":\"say\",\"room\":\"top-1\",\"text\":\"x\"}");
            loud.next("message");
        }
        await().untilAsserted(() -> {
            JsonNode top = ok(api(one, READ).get("//top"));
            assertThat(top.at("/rooms/0/room").asText()).isEqualTo("top-1");
            assertThat(top.at("/rooms/0/deliveries").asInt()).isEqualTo(30);
            assertThat(top.at("/users/0/user").asText()).isEqualTo("loud");
        });
    }

    @Test
    void nodes_tell_their_figures() throws Exception {
        JsonNode node = ok(api(one, READ).get("/node"));
        assertThat(node.path("figures").path("state").asText()).isEqualTo("ready");
        assertThat(node.path("figures").path("limit").asInt()).isPositive();
        assertThat(names(ok(api(two, READ).get("/cluster")).path("nodes"), "name"))
                .contains(node.path("name").asText());
        assertThat(ok(api(one, READ).get("//top")).has("rooms")).isTrue();
        Api.Answer embedded = api(one, ADMIN).send("POST", "//reload", null);
        assertThat(embedded.status()).isEqualTo(422);
        assertThat(embedded.body().path("wrong").get(0).asText()).contains("embedded");
    }
}
