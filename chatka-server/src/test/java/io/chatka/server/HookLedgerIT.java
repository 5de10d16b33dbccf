package io.chatka.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.chatka.internal.redis.RealRedis;
import io.chatka.testing.ChatClient;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What two nodes tell by webhooks, compared with what happened. */
@Tag("full")
class HookLedgerIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> ROOMS = List.of("red", "green", "blue", "grey");

    private final RealRedis redis = RealRedis.start();
    private final List<JsonNode> told = new CopyOnWriteArrayList<>();
    private HttpServer receiver;
    private String options;

    HookLedgerIT() throws Exception {}

    @BeforeEach
    void receive(@TempDir Path directory) throws Exception {
        receiver = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        receiver.createContext("/", exchange -> {
            JSON.readTree(exchange.getRequestBody()).path("events").forEach(told::add);
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        receiver.start();
        Path settings = directory.resolve("chatka.conf");
        Files.writeString(
                settings,
                "chatka.auth.guests = on\nchatka.hooks.webhooks = [{ url = \"http://127.0.0.1:"
                        + receiver.getAddress().getPort()
                        + "/\", secrets = [\"whsec_YSBzZWNyZXQgb2YgdGhlIHRlc3RzLCBsb25nIGVub3VnaA==\"], events ="
                        + " [connected, disconnected, joined, left, occupied, vacated, node_lost] }]\n");
        options = "--config '" + settings + "' --redis " + redis.uri();
    }

    @AfterEach
    void close() {
        receiver.stop(0);
        redis.close();
    }

    /** A client, and what it did, as its node should tell it. */
    private static final class Member {
        final ChatClient client;
        final String session;
        final List<String> events = new ArrayList<>(List.of("connected"));
        final Set<String> rooms = new HashSet<>();

        Member(ServerProcess node) throws Exception {
            client = ChatClient.connect(node.uri("/ws"));
            client.send("{\"type\":\"hello\"}");
            session = client.next("welcome").path("session").asText();
        }

        void joinOrLeave(String room) throws Exception {
            boolean joins = rooms.add(room);
            if (joins) {
                client.send("{\"type\":\"join\",\"room\":\"" + room + "\"}");
                client.next("joined");
            } else {
                rooms.remove(room);
                client.ask("{\"type\":\"leave\",\"id\":1,\"room\":\"" + room + "\"}");
            }
            events.add((joins ? "joined " : "left ") + room);
        }
    }

    private List<JsonNode> ofType(String type) {
        return told.stream()
                .filter(event -> event.path("type").asText().equals(type))
                .toList();
    }

    @Test
    void each_join_leave_and_end_is_told_once_also_when_nodes_drain() throws Exception {
        Random random = new Random(20_261_127);
        List<Member> members = new ArrayList<>();
        try (ServerProcess one = ServerProcess.start("", options);
                ServerProcess two = ServerProcess.start("", options)) {
            for (int i = 0; i < 60; i++) {
                members.add(new Member(random.nextBoolean() ? one : two));
            }
            List<Member> open = new ArrayList<>(members);
            for (int step = 0; step < 600; step++) {
                Member member = open.get(random.nextInt(open.size()));
                if (random.nextInt(30) == 0 && open.size() > 20) {
                    member.client.close();
                    open.remove(member);
                } else {
                    member.joinOrLeave(ROOMS.get(random.nextInt(ROOMS.size())));
                }
            }
            assertThat(one.api("POST", "/api/v1/drain").statusCode()).isEqualTo(204);
            await().until(() -> members.stream().anyMatch(member -> !member.client.isOpen() && open.contains(member)));
            one.terminate();
            two.terminate();
            await().untilAsserted(() -> assertThat(ofType("disconnected")).hasSizeGreaterThanOrEqualTo(members.size()));
            one.process.waitFor();
            two.process.waitFor();
        }
        for (Member member : members) {
            List<String> of = told.stream()
                    .filter(event -> event.at("/data/session").asText().equals(member.session))
                    .map(HookLedgerIT::line)
                    .toList();
            assertThat(of.subList(0, member.events.size())).isEqualTo(member.events);
            // The end leaves all rooms, in no order that matters.
            List<String> end = of.subList(member.events.size(), of.size());
            assertThat(end.get(end.size() - 1)).isEqualTo("disconnected");
            assertThat(end.subList(0, end.size() - 1))
                    .containsExactlyInAnyOrderElementsOf(
                            member.rooms.stream().map(room -> "left " + room).toList());
        }
        Set<String> sessions =
                new HashSet<>(members.stream().map(member -> member.session).toList());
        assertThat(told.stream()
                        .map(event -> event.at("/data/session").asText())
                        .filter(session -> !session.isEmpty() && !sessions.contains(session)))
                .isEmpty();
        assertThat(ofType("node_lost")).isEmpty();
        occupiedAndVacatedByTurns();
    }

    private static String line(JsonNode event) {
        return (event.path("type").asText() + " " + event.at("/data/room").asText()).strip();
    }

    private void occupiedAndVacatedByTurns() {
        Map<String, Boolean> occupied = new HashMap<>();
        for (JsonNode event : told) {
            String type = event.path("type").asText();
            if (type.equals("occupied") || type.equals("vacated")) {
                boolean is = type.equals("occupied");
                String place = event.path("node").asText() + " "
                        + event.at("/data/room").asText();
                assertThat(occupied.put(place, is)).as(place).isNotEqualTo(is);
            }
        }
        assertThat(occupied.values()).isNotEmpty().containsOnly(false);
    }

    @Test
    void a_killed_node_is_told_once_by_another_with_its_rooms_and_nothing_is_invented() throws Exception {
        try (ServerProcess doomed = ServerProcess.start("", options);
                ServerProcess other = ServerProcess.start("", options);
                ServerProcess third = ServerProcess.start("", options)) {
            Set<String> doomedSessions = new HashSet<>();
            List<Member> here = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Member member = new Member(doomed);
                member.joinOrLeave(ROOMS.get(i % 3));
                doomedSessions.add(member.session);
                here.add(member);
            }
            // Somebody else is in one of its rooms, elsewhere.
            Member stays = new Member(other);
            stays.joinOrLeave("red");
            await().until(() -> ofType("joined").size() == 7);
            String node = ofType("joined").stream()
                    .filter(event ->
                            doomedSessions.contains(event.at("/data/session").asText()))
                    .findFirst()
                    .orElseThrow()
                    .path("node")
                    .asText();
            await().until(() -> redis.call("SCARD", "chatka:occupied:" + node).equals(":3"));
            doomed.process.destroyForcibly();

            await().untilAsserted(() -> assertThat(ofType("node_lost")).hasSize(1));
            JsonNode lost = ofType("node_lost").get(0);
            assertThat(lost.at("/data/node").asText()).isEqualTo(node);
            assertThat(lost.at("/data/rooms").toString()).isEqualTo("[\"blue\",\"green\",\"red\"]");
            assertThat(lost.path("node").asText()).isNotEqualTo(node);

            stays.joinOrLeave("red");
            other.terminate();
            third.terminate();
            other.process.waitFor();
            third.process.waitFor();
            await().untilAsserted(() -> assertThat(ofType("disconnected")).hasSize(1));
            assertThat(ofType("node_lost")).hasSize(1);
            assertThat(ofType("left")).hasSize(1);
            assertThat(ofType("joined")).hasSize(7);
            assertThat(redis.call("EXISTS", "chatka:nodes", "chatka:occupied:" + node))
                    .isEqualTo(":0");
        }
    }
}
