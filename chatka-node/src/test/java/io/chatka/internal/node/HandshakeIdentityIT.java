package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatka.Chatka;
import io.chatka.ChatkaNode;
import io.chatka.api.Authentication;
import io.chatka.api.ConfigException;
import io.chatka.api.Credentials;
import io.chatka.api.User;
import io.chatka.testing.ChatClient;
import io.chatka.testing.HttpAnswer;
import io.chatka.testing.RawWebSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who a client is: by a header, the address, a trusted proxy, or the token of a guest. A token is an id here. */
class HandshakeIdentityIT {
    private static final String PROXY = "127.0.0.2";

    @TempDir
    private Path directory;

    private CompletionStage<Authentication> later;

    @Test
    void the_bearer_of_a_token_is_in_at_once_and_may_say_hello() throws Exception {
        try (ChatkaNode node = node(Map.of("chatka.auth.guests", "off"));
                ChatClient ann = ChatClient.connect(uri(node, "/ws/lobby"), Map.of("Authorization", "bEarer ann"))) {
            assertThat(ann.next("welcome").at("/user/id").asText()).isEqualTo("ann");
            ann.next("joined");
            assertThat(ann.ask("{\"type\":\"hello\",\"id\":1}").path("type").asText())
                    .isEqualTo("ok");
        }
    }

    @Test
    void a_bearer_that_is_refused_gets_401_and_one_that_cannot_be_checked_503() throws Exception {
        try (ChatkaNode node = node(Map.of())) {
            var refused = handshake(node, "127.0.0.1", "/ws", "Authorization: Bearer bad");
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.headers().get("www-authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
            assertThat(new String(refused.body(), StandardCharsets.UTF_8))
                    .contains("unauthorized")
                    .doesNotContain("bad token");
            assertThat(handshake(node, "127.0.0.1", "/ws", "Authorization: Bearer expired")
                            .status())
                    .isEqualTo(401);
            var away = handshake(node, "127.0.0.1", "/ws", "Authorization: Bearer away");
            assertThat(away.status()).isEqualTo(503);
            assertThat(away.headers().get("retry-after")).isNotEmpty();
            assertThat(handshake(node, "127.0.0.1", "/ws", "Authorization: Bearer broken")
                            .status())
                    .isEqualTo(503);
        }
    }

    @Test
    void other_schemes_are_none_of_the_servers_business() throws Exception {
        try (ChatkaNode node = node(Map.of());
                ChatClient guest = ChatClient.connect(uri(node, "/ws/lobby"), Map.of("Authorization", "Basic eDp5"))) {
            assertThat(guest.next("welcome").at("/user/role").asText()).isEqualTo("guest");
        }
    }

    @Test
    void frames_before_the_answer_close_the_connection() throws Exception {
        CompletableFuture<Authentication> answer = new CompletableFuture<>();
        later = answer;
        try (ChatkaNode node = node(Map.of());
                RawWebSocket web = RawWebSocket.socket(node.port())) {
            web.send(withHeader("/ws", "Authorization: Bearer later"));
            web.send(RawWebSocket.frame(RawWebSocket.FIN | RawWebSocket.TEXT, RawWebSocket.ascii("{}")));
            assertThat(web.ended()).isTrue();
            answer.complete(user("ann"));
        }
    }

    @Test
    void a_token_in_the_address_counts_only_where_that_is_switched_on() throws Exception {
        try (ChatkaNode node = node(Map.of("chatka.auth.token-in-query", "on", "chatka.auth.guests", "off"))) {
            try (ChatClient ann = ChatClient.connect(uri(node, "/ws/lobby?token=ann"))) {
                assertThat(ann.next("welcome").at("/user/id").asText()).isEqualTo("ann");
                ann.next("joined");
            }
            try (RawWebSocket bad = upgraded(node, "127.0.0.1", "/ws?token=bad", "X: y")) {
                assertThat(bad.read("error").path("code").asText()).isEqualTo("unauthorized");
                assertThat(bad.closeCode()).isEqualTo(4005);
            }
        }
        try (ChatkaNode node = node(Map.of())) {
            var refused = handshake(node, "127.0.0.1", "/ws?token=ann", "X: y");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(new String(refused.body(), StandardCharsets.UTF_8)).contains("access logs");
        }
    }

    @Test
    void a_trusted_proxy_names_the_user_and_nobody_else_does() throws Exception {
        Map<String, Object> settings = Map.of(
                "chatka.auth.proxy-header", "X-User",
                "chatka.auth.guests", "on",
                "chatka.server.proxies.trusted", List.of(PROXY));
        try (ChatkaNode node = node(settings)) {
            try (RawWebSocket web = upgraded(node, PROXY, "/ws/lobby", "X-User: ann")) {
                assertThat(web.read("welcome").path("user").toString())
                        .isEqualTo("{\"id\":\"ann\",\"name\":\"ann\",\"role\":\"member\"}");
            }
            try (RawWebSocket web = upgraded(node, PROXY, "/ws", "X-User: ann")) {
                web.text("{\"type\":\"hello\",\"token\":\"bob\"}");
                assertThat(web.read("welcome").at("/user/id").asText())
                        .as("a token counts more")
                        .isEqualTo("bob");
            }
            try (RawWebSocket web = upgraded(node, PROXY, "/ws", "X-User: ann")) {
                web.text("{\"type\":\"hello\",\"name\":\"Ann\"}");
                assertThat(web.read("welcome").at("/user/id").asText()).isEqualTo("ann");
            }
            try (RawWebSocket web = upgraded(node, "127.0.0.1", "/ws/lobby", "X-User: ann")) {
                assertThat(web.read("welcome").at("/user/role").asText()).isEqualTo("guest");
            }
            assertThat(handshake(node, PROXY, "/ws/lobby", "X-User: g-1").status())
                    .isEqualTo(400);
        }
    }

    @Test
    void a_header_that_clients_can_set_themselves_is_refused_at_the_start() {
        assertThatThrownBy(() -> node(Map.of("chatka.auth.proxy-header", "X-User")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("chatka.server.proxies.trusted");
        assertThatThrownBy(() -> node(Map.of(
                        "chatka.auth.proxy-header", "X-User",
                        "chatka.auth.guests", "on",
                        "chatka.server.proxies.trusted", List.of(PROXY),
                        "chatka.server.proxies.header", "proxy-protocol")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("proxy-protocol");
    }

    @Test
    void guests_keep_themselves_by_their_token_also_over_a_restart_with_a_key_file() throws Exception {
        Path key = directory.resolve("guests.key");
        Map<String, Object> settings = Map.of("chatka.auth.guest-key-file", key.toString());
        JsonNode first;
        try (ChatkaNode node = node(settings)) {
            first = hello(node, "{\"type\":\"hello\",\"name\":\"Ann\"}");
            assertThat(Files.getPosixFilePermissions(key)).hasSize(2);
        }
        try (ChatkaNode node = node(settings)) {
            String guest = first.path("guest").asText();
            JsonNode again = hello(node, "{\"type\":\"hello\",\"guest\":\"" + guest + "\"}");
            assertThat(again.path("user")).isEqualTo(first.path("user"));
            JsonNode renamed = hello(node, "{\"type\":\"hello\",\"name\":\"Eve\",\"guest\":\"" + guest + "\"}");
            assertThat(renamed.at("/user/id")).isEqualTo(first.at("/user/id"));
            assertThat(renamed.at("/user/name").asText()).isEqualTo("Eve");
            JsonNode forged = hello(node, "{\"type\":\"hello\",\"guest\":\"x" + guest + "\"}");
            assertThat(forged.at("/user/id")).isNotEqualTo(first.at("/user/id"));
            assertThat(forged.path("guest").asText()).isNotEmpty();
        }
        Files.write(key, new byte[31]);
        assertThatThrownBy(() -> node(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("31 bytes");
    }

    @Test
    void users_with_a_token_get_none_for_guests() throws Exception {
        try (ChatkaNode node = node(Map.of())) {
            assertThat(hello(node, "{\"type\":\"hello\",\"token\":\"ann\"}").has("guest"))
                    .isFalse();
        }
    }

    private ChatkaNode node(Map<String, ?> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        return Chatka.node().port(0).set(all).authenticator(this::authenticate).start();
    }

    private CompletionStage<Authentication> authenticate(Credentials credentials) {
        String token = credentials.token();
        if (token == null) {
            return CompletableFuture.completedStage(Authentication.guest());
        }
        return switch (token) {
            case "bad" -> CompletableFuture.completedStage(Authentication.unauthorized("the signature is wrong"));
            case "expired" -> CompletableFuture.completedStage(Authentication.expired());
            case "away" -> CompletableFuture.completedStage(Authentication.unavailable("the keys cannot be had"));
            case "broken" -> throw new IllegalStateException("broken");
            case "later" -> later;
            default -> CompletableFuture.completedStage(user(token));
        };
    }

    private static Authentication user(String id) {
        return Authentication.accepted(new User(id, id, "member"));
    }

    private static JsonNode hello(ChatkaNode node, String hello) throws Exception {
        try (ChatClient client = ChatClient.connect(uri(node, "/ws"))) {
            client.send(hello);
            return client.next("welcome");
        }
    }

    private static RawWebSocket upgraded(ChatkaNode node, String from, String path, String header) throws Exception {
        RawWebSocket web = RawWebSocket.socketFrom(from, node.port());
        web.send(withHeader(path, header));
        assertThat(web.answer().status()).isEqualTo(101);
        return web;
    }

    private static HttpAnswer handshake(ChatkaNode node, String from, String path, String header) throws Exception {
        try (RawWebSocket web = RawWebSocket.socketFrom(from, node.port())) {
            web.send(withHeader(path, header));
            return web.answer();
        }
    }

    private static String withHeader(String path, String header) {
        return RawWebSocket.handshake(path).replace("\r\n\r\n", "\r\n" + header + "\r\n\r\n");
    }

    private static URI uri(ChatkaNode node, String path) {
        return URI.create("ws://127.0.0.1:" + node.port() + path);
    }
}
