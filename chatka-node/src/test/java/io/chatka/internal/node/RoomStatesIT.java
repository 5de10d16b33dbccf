package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatka.Chatka;
import io.chatka.ChatkaNode;
import io.chatka.api.Authentication;
import io.chatka.api.User;
import io.chatka.testing.ChatClient;
import io.chatka.testing.ProtocolDocument;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Role x state of the room x command, as docs/protocol.md has it. A token is ROLE:ID here. */
class RoomStatesIT {
    private static final List<String> ROLES = List.of("guest", "member", "moderator", "admin");

    /** How a state is reached; USER is the one who is looked at. */
    private static final Map<String, String> ACTS = Map.of(
            "open", "\"action\":\"open\"",
            "slow", "\"action\":\"slow\",\"seconds\":600",
            "speak: members", "\"action\":\"speak\",\"who\":\"members\"",
            "speak: moderators", "\"action\":\"speak\",\"who\":\"moderators\"",
            "closed", "\"action\":\"close\"",
            "muted by a moderator", "\"action\":\"mute\",\"user\":\"USER\"",
            "muted in all rooms by an admin", "\"action\":\"mute\",\"user\":\"USER\"",
            "banned by a moderator", "\"action\":\"ban\",\"user\":\"USER\"",
            "banned in all rooms by an admin", "\"action\":\"ban\",\"user\":\"USER\"");

    private static ChatkaNode node;
    private static int rooms;

    @BeforeAll
    static void start() {
        node = Chatka.node()
                .port(0)
                .set(Map.of("chatka.limits.rate", "off"))
                .authenticator(credentials -> CompletableFuture.completedStage(
                        credentials.token() == null ? Authentication.guest() : user(credentials.token())))
                .start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static Authentication user(String token) {
        String[] parts = token.split(":");
        return Authentication.accepted(new User(parts[1], parts[1], parts[0]));
    }

    static Stream<Arguments> matrix() throws IOException {
        List<List<String>> rows = ProtocolDocument.read().table("<!-- states: played by a test -->");
        assertThat(rows).extracting(row -> row.get(0)).containsExactlyInAnyOrderElementsOf(ACTS.keySet());
        return rows.stream().flatMap(row -> ROLES.stream().map(role -> Arguments.of(row, role)));
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void each_command_does_what_the_table_says(List<String> row, String role) throws Exception {
        String state = row.get(0);
        String room = "room-" + ++rooms;
        String id = role + rooms;
        boolean everywhere = state.contains("all rooms");
        try (ChatClient user = session(role, id);
                ChatClient second = session(role, id + "b");
                ChatClient owner = session(everywhere ? "admin" : "moderator", "owner")) {
            if (role.equals("guest")) {
                id = guest;
            }
            join(user, room);
            ask(user, "say", room, "\"text\":\"first\"");
            String act = ACTS.get(state).replace("USER", id);
            JsonNode done = owner.ask(
                    "{\"type\":\"moderate\",\"id\":1,\"room\":\"" + (everywhere ? "*" : room) + "\"," + act + "}");
            assertThat(done.path("type").asText()).as("%s", done).isEqualTo("ok");
            boolean removed = !expected(row.get(1), role).equals("ok") && state.contains("banned");
            if (state.equals("slow")) {
                ask(user, "say", room, "\"text\":\"the first that counts\"");
            }
            if (!removed) {
                assertThat(ask(user, "say", room, "\"text\":\"hi\"")).isEqualTo(expected(row.get(2), role));
                for (String other : List.of("history", "members", "typing", "ping", "report")) {
                    String answer = ask(user, other, room, "\"seq\":1");
                    assertThat(answer).as(other).isIn("ok", "history", "members", "pong", "forbidden");
                    assertThat(answer).isNotEqualTo("forbidden");
                }
                assertThat(ask(user, "delete", room, "\"seq\":1")).isEqualTo("ok");
                assertThat(ask(user, "leave", room, "\"x\":1")).isEqualTo("ok");
            }
            // Sanctions are the user's, states of the room are for everybody.
            ChatClient joins = state.contains("banned") ? user : second;
            assertThat(ask(joins, "join", room, "\"x\":1")).isEqualTo(expected(row.get(1), role));
        }
    }

    /** The error of a cell for a role; ok for none. */
    private static String expected(String cell, String role) {
        if (cell.isBlank()) {
            return "ok";
        }
        String[] parts = cell.split("[,; ]+");
        return ROLES.indexOf(role) < ROLES.indexOf(parts[1]) ? parts[0] : "ok";
    }

    private String guest;

    /** The id of a guest is the node's. */
    private ChatClient session(String role, String id) throws Exception {
        ChatClient client = ChatClient.connect(URI.create("ws://127.0.0.1:" + node.port() + "/ws"));
        client.send(
                role.equals("guest")
                        ? "{\"type\":\"hello\"}"
                        : "{\"type\":\"hello\",\"token\":\"" + role + ":" + id + "\"}");
        JsonNode welcome = client.next("welcome");
        if (guest == null && role.equals("guest")) {
            guest = welcome.at("/user/id").asText();
        }
        return client;
    }

    private static void join(ChatClient client, String room) throws Exception {
        client.send("{\"type\":\"join\",\"room\":\"" + room + "\"}");
        client.next("joined");
    }

    /** The code of the error, or the type of the answer. */
    private static String ask(ChatClient client, String type, String room, String fields) throws Exception {
        JsonNode answer =
                client.ask("{\"type\":\"" + type + "\",\"id\":\"q\",\"room\":\"" + room + "\"," + fields + "}");
        return answer.path("type").asText().equals("error")
                ? answer.path("code").asText()
                : answer.path("type").asText();
    }
}
