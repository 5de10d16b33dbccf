package io.chatka.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chatka.Chatka;
import io.chatka.ChatkaNode;
import io.chatka.NodeBuilder;
import io.chatka.api.ConfigException;
import io.chatka.testing.ChatClient;
import io.chatka.testing.HttpAnswer;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may do what with the API: keys, roles, hosts and origins. */
class AccessIT {
    private static final String READ = "read-read-read-read";
    private static final String MODERATE = "moderate-moderate-1";
    private static final String ADMIN = "admin-admin-admin-1";

    private ChatkaNode node;

    private static NodeBuilder node(Map<String, Object> settings) {
        return Chatka.node().port(0).adminPort(0).set(settings);
    }

    private void start() {
        node = node(Map.of("chatka.admin.keys", keys(), "chatka.admin.hosts", List.of("admin.example")))
                .start();
    }

    private static List<Map<String, String>> keys() {
        return List.of(
                Map.of("name", "viewer", "key", READ, "role", "read"),
                Map.of("name", "backend", "key", MODERATE, "role", "moderate"),
                Map.of("name", "ops", "key-sha256", sha256(ADMIN), "role", "admin"));
    }

    private static String sha256(String key) {
        return java.util.HexFormat.of().formatHex(AdminKey.hash(key));
    }

    @AfterEach
    void stop() {
        if (node != null) {
            node.close();
        }
    }

    private HttpAnswer raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", node.adminPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((request + "\r\n\r\n").replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return HttpAnswer.read(new DataInputStream(socket.getInputStream()));
        }
    }

    /** A path of the operation, with values for its parameters that name nothing. */
    private static String path(Operation operation) {
        return "/"
                + String.join("/", operation.segments())
                        .replace("{room}", "r")
                        .replace("{user}", "u")
                        .replace("{seq}", "1")
                        .replace("{id}", "x");
    }

    @Test
    void every_operation_is_refused_to_keys_below_its_role_and_to_everybody_without_one() throws Exception {
        start();
        Map<Role, String> keys = Map.of(Role.READ, READ, Role.MODERATE, MODERATE, Role.ADMIN, ADMIN);
        for (Operation operation : Contract.read().operations()) {
            String target = "/" + path(operation);
            String method = operation.method();
            assertThat(new Api(node.adminPort(), null)
                            .send(method, target, null)
                            .status())
                    .as("%s without a key", operation.id())
                    .isEqualTo(401);
            for (Role role : Role.values()) {
                boolean enough = role.covers(operation.role());
                if (enough
                        && !operation.method().equals("GET")
                        && !operation.id().equals("logIn")) {
                    continue; // It would be done; the next test and AdminApiIT do it.
                }
                // Not its body: that of /events has no end.
                int status = raw(method + " " + target.substring(1) + " HTTP/1.1|Host: localhost|Authorization: Bearer "
                                + keys.get(role))
                        .status();
                assertThat(status)
                        .as("%s with a key of the role %s", operation.id(), role)
                        .isEqualTo(enough ? 200 : 403);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "200, 127.0.0.1:8001",
        "200, [::1]:8001",
        "200, localhost",
        "200, chat.localhost:1",
        "200, admin.example:8001",
        "421, evil.example",
        "421, 127.0.0.1.evil.example",
        "421, localhost.evil.example",
        "421, ''"
    })
    void a_host_has_to_be_ours(int status, String host) throws Exception {
        start();
        assertThat(raw("GET /api/v1/node HTTP/1.1|Host: " + host + "|Authorization: Bearer " + READ)
                        .status())
                .isEqualTo(status);
        // Probes need no host and no key.
        assertThat(raw("GET /live HTTP/1.1|Host: " + host).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"403, http://evil.example", "403, null", "403, http://127.0.0.1:1", "204, http://127.0.0.1:8001"})
    void a_page_of_another_origin_may_not_write_whatever_it_has(int status, String origin) throws Exception {
        start();
        assertThat(raw("PUT /api/v1/users/u/ban HTTP/1.1|Host: 127.0.0.1:8001|Authorization: Bearer " + ADMIN
                                + "|Content-Length: 0|Origin: " + origin)
                        .status())
                .isEqualTo(status);
    }

    @Test
    void no_answer_lets_another_origin_in() throws Exception {
        start();
        HttpAnswer preflight = raw("OPTIONS /api/v1/rooms HTTP/1.1|Host: localhost|Origin: http://evil.example"
                + "|Access-Control-Request-Method: GET");
        assertThat(preflight.status()).isEqualTo(403);
        assertThat(preflight.headers().keySet()).noneMatch(name -> name.startsWith("access-control"));
    }

    @Test
    void ten_wrong_keys_make_an_address_wait_even_for_the_right_one() throws Exception {
        start();
        for (int i = 0; i < WrongKeys.MOST; i++) {
            assertThat(new Api(node.adminPort(), "wrong-wrong-wrong-" + i)
                            .get("/node")
                            .status())
                    .isEqualTo(401);
        }
        Api.Answer waits = new Api(node.adminPort(), READ).get("/node");
        assertThat(waits.status()).isEqualTo(429);
        assertThat(waits.body().path("retryAfter").asLong()).isBetween(1L, 60_001L);
        assertThat(waits.response().headers().firstValue("retry-after")).isPresent();
    }

    @Test
    void errors_say_what_would_be_right() throws Exception {
        start();
        Api api = new Api(node.adminPort(), ADMIN);
        assertThat(api.get("/nothing").status()).isEqualTo(404);
        Api.Answer method = api.send("PUT", "/rooms", null);
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.response().headers().firstValue("allow")).hasValue("GET");
        assertThat(api.get("/rooms/a%20b").body().path("code").asText()).isEqualTo("bad_room");
        assertThat(api.send("POST", "/rooms/r/messages", "{\"text\":\"" + "x".repeat(300_000) + "\"}")
                        .status())
                .isEqualTo(413);
        assertThat(api.send("POST", "/rooms/r/messages", "{\"text\":\"" + "x".repeat(100_000) + "\"}")
                        .status())
                .isEqualTo(413);
        assertThat(raw("POST /api/v1/rooms/r/messages HTTP/1.1|Host: localhost|Authorization: Bearer " + ADMIN
                                + "|Content-Type: text/plain|Content-Length: 2||{}")
                        .status())
                .isEqualTo(415);
    }

    private String logIn(String body) throws Exception {
        HttpAnswer answer =
                raw("POST /console/session HTTP/1.1|Host: localhost|Origin: http://localhost|Content-Length: "
                        + body.length() + "||" + body + "|");
        assertThat(answer.status()).isEqualTo(204);
        String cookie = answer.headers().get("set-cookie");
        assertThat(cookie).endsWith("; Path=/; HttpOnly; SameSite=Strict");
        return cookie.split(";")[0];
    }

    private int write(String... headers) throws Exception {
        return raw("PUT /api/v1/users/u/ban HTTP/1.1|Host: localhost|Content-Length: 0|" + String.join("|", headers))
                .status();
    }

    @Test
    void a_cookie_writes_only_with_the_header_that_no_other_page_can_set() throws Exception {
        start();
        String cookie = "Cookie: a=b; " + logIn("{\"key\":\"" + ADMIN + "\"}");
        assertThat(raw("GET /api/v1/node HTTP/1.1|Host: localhost|" + cookie).status())
                .isEqualTo(200);
        assertThat(write(cookie)).isEqualTo(403);
        assertThat(write(cookie, "x-chatka-console: 1")).isEqualTo(204);
        assertThat(write(cookie, "x-chatka-console: 1", "Origin: http://evil.example"))
                .isEqualTo(403);
        assertThat(write("x-chatka-console: 1")).isEqualTo(401);
        assertThat(write("Cookie: chatka-console-" + node.adminPort() + "=" + "0".repeat(64), "x-chatka-console: 1"))
                .isEqualTo(401);
        HttpAnswer out = raw("DELETE /console/session HTTP/1.1|Host: localhost|" + cookie);
        assertThat(out.headers().get("set-cookie")).contains("Max-Age=0");
        assertThat(write(cookie, "x-chatka-console: 1")).isEqualTo(401);
    }

    @Test
    void a_session_has_the_role_of_its_key() throws Exception {
        start();
        String cookie = "Cookie: " + logIn("{\"key\":\"" + READ + "\"}");
        assertThat(write(cookie, "x-chatka-console: 1")).isEqualTo(403);
        assertThat(raw("GET /console/session HTTP/1.1|Host: localhost|" + cookie)
                        .toString())
                .contains("\"role\":\"read\"");
    }

    @Test
    void an_address_opens_the_console_once() throws Exception {
        start();
        String address = new Api(node.adminPort(), MODERATE)
                .send("POST", "/login", null)
                .body()
                .path("address")
                .asText();
        assertThat(address).startsWith("/#login=");
        String body = "{\"token\":\"" + address.substring("/#login=".length()) + "\"}";
        String cookie = logIn(body);
        assertThat(raw("GET /console/session HTTP/1.1|Host: localhost|Cookie: " + cookie)
                        .toString())
                .contains("\"name\":\"backend\",\"role\":\"moderate\"");
        assertThat(raw("POST /console/session HTTP/1.1|Host: localhost|Content-Length: " + body.length() + "||" + body)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void wrong_keys_at_the_console_count_too() throws Exception {
        start();
        for (int i = 0; i < WrongKeys.MOST; i++) {
            assertThat(raw("POST /console/session HTTP/1.1|Host: localhost|Content-Length: 15||{\"key\":\"wrong\"}")
                            .status())
                    .isEqualTo(401);
        }
        assertThat(raw("POST /console/session HTTP/1.1|Host: localhost|Content-Length: 15||{\"key\":\"wrong\"}")
                        .status())
                .isEqualTo(429);
    }

    @Test
    void over_https_the_cookie_stays_there() throws Exception {
        start();
        String body = "{\"key\":\"" + READ + "\"}";
        HttpAnswer answer = raw("POST /console/session HTTP/1.1|Host: admin.example|Origin: https://admin.example"
                + "|Content-Length: " + body.length() + "||" + body);
        assertThat(answer.headers().get("set-cookie")).endsWith("; Secure");
    }

    @ParameterizedTest
    @CsvSource({
        "200, GET, /, text/html; charset=utf-8",
        "200, GET, /console/app.js, text/javascript; charset=utf-8",
        "200, GET, /console/uPlot.esm.js, text/javascript; charset=utf-8",
        "200, GET, /console/uPlot.min.css, text/css; charset=utf-8",
        "200, GET, /console/runbooks.md, text/plain; charset=utf-8",
        "404, GET, /console/none.js, application/problem+json",
        "404, GET, /console/../openapi.yaml, application/problem+json",
        "404, GET, /console/%2e%2e/Console.class, application/problem+json",
        "404, GET, /console/, application/problem+json",
        "405, POST, /console/app.js, application/problem+json"
    })
    void the_console_has_its_files_and_no_others(int status, String method, String path, String type) throws Exception {
        start();
        HttpAnswer answer = raw(method + " " + path + " HTTP/1.1|Host: localhost|Content-Length: 0");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers().get("content-type")).isEqualTo(type);
        if (status == 200) {
            assertThat(answer.headers().get("content-security-policy"))
                    .contains("default-src 'none'; script-src 'self'")
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe");
        }
        assertThat(raw(method + " " + path + " HTTP/1.1|Host: evil.example|Content-Length: 0")
                        .status())
                .isEqualTo(421);
    }

    @Test
    void metrics_need_a_key_if_that_is_set() throws Exception {
        node = node(Map.of("chatka.admin.keys", keys(), "chatka.admin.metrics-key", "on"))
                .metricsPage(() -> "chatka_test 1\n")
                .start();
        assertThat(new Api(node.adminPort(), null)
                        .send("GET", "//metrics", null)
                        .status())
                .isEqualTo(401);
        HttpAnswer page = raw("GET /metrics HTTP/1.1|Host: 127.0.0.1|Authorization: Bearer " + READ);
        assertThat(page.toString()).startsWith("200").endsWith("chatka_test 1\n");
    }

    @Test
    void a_node_without_keys_makes_one_that_only_its_user_can_read_and_takes_it_away_again() throws Exception {
        node = node(Map.of()).start();
        Path file = FirstRunKey.file(node.adminPort(), System.getenv());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        String key = Files.readString(file).strip();
        assertThat(new Api(node.adminPort(), key)
                        .send("PUT", "/users/u/ban", null)
                        .status())
                .isEqualTo(204);
        node.close();
        assertThat(file).doesNotExist();
    }

    /** As in a container that runs as any user id. */
    @Test
    void the_user_of_that_key_need_not_have_a_name() {
        String name = System.setProperty("user.name", "?");
        try {
            node = node(Map.of()).start();
            assertThat(FirstRunKey.file(node.adminPort(), System.getenv())).exists();
        } finally {
            System.setProperty("user.name", name);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{name: a, key: short, role: read}]|16",
                "[{name: a, key: 0123456789abcdef, role: owner}]|read, moderate, admin",
                "[{name: a, role: read}]|key-sha256",
                "[{name: a, key: 0123456789abcdef, key-file: /x, role: read}]|one of",
                "[{name: a b, key: 0123456789abcdef, role: read}]|letters",
                "[{name: a, key: 0123456789abcdef, role: read, rooms: x}]|there are key",
                "[{name: a, key: 0123456789abcdef, role: read}, {name: a, key: 0123456789abcdee, role: read}]|twice",
                "[{name: a, key-file: /nowhere/at/all, role: read}]|cannot read",
                "[{name: a, key-sha256: abc, role: read}]|64 hexadecimal"
            })
    void a_key_that_cannot_be_used_stops_the_start_and_is_not_repeated(String keys, String fault) {
        assertThatThrownBy(() -> Chatka.node()
                        .port(0)
                        .adminPort(0)
                        .config(com.typesafe.config.ConfigFactory.parseString("chatka.admin.keys = " + keys))
                        .start())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(fault)
                .hasMessageNotContaining("0123456789abcdef");
    }

    @Test
    void off_loopback_the_port_needs_a_word_of_consent() {
        assertThatThrownBy(() ->
                        node(Map.of("chatka.server.admin-host", "0.0.0.0")).start())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("chatka.admin.insecure");
        node = node(Map.of("chatka.server.admin-host", "0.0.0.0", "chatka.admin.insecure", "on"))
                .start();
    }

    @Test
    void a_user_who_reached_a_limit_is_seen() throws Exception {
        start();
        try (ChatClient client = ChatClient.connect(URI.create("ws://127.0.0.1:" + node.port() + "/ws/lobby"))) {
            String id = client.next("welcome").path("user").path("id").asText();
            client.next("joined");
            while (!client.ask("{\"type\":\"history\",\"id\":1,\"room\":\"lobby\"}")
                    .path("code")
                    .asText()
                    .equals("rate_limited")) {}
            assertThat(new Api(node.adminPort(), READ)
                            .get("/users/" + id)
                            .body()
                            .path("connections")
                            .path(0)
                            .path("limited")
                            .asInt())
                    .isEqualTo(1);
        }
    }

    private static final String SECRET = "a secret of the tests, of at least 32 bytes";

    private static String token(Map<String, Object> claims) throws Exception {
        Map<String, Object> all =
                new java.util.HashMap<>(Map.of("sub", "olga", "exp", System.currentTimeMillis() / 1000 + 600));
        all.putAll(claims);
        com.nimbusds.jose.JWSObject token = new com.nimbusds.jose.JWSObject(
                new com.nimbusds.jose.JWSHeader(com.nimbusds.jose.JWSAlgorithm.HS256),
                new com.nimbusds.jose.Payload(all));
        token.sign(new com.nimbusds.jose.crypto.MACSigner(SECRET));
        return token.serialize();
    }

    private void startWithTokens() {
        node = node(Map.of(
                        "chatka.admin.keys",
                        keys(),
                        "chatka.admin.jwt",
                        "on",
                        "chatka.auth.jwt.secret",
                        SECRET,
                        "chatka.admin.hosts",
                        List.of("admin.example")))
                .start();
    }

    @Test
    void a_token_stands_for_a_key_if_it_is_made_for_that() throws Exception {
        startWithTokens();
        String read = token(Map.of("aud", "chatka-admin", "admin_role", "read"));
        assertThat(new Api(node.adminPort(), read).get("/node").status()).isEqualTo(200);
        assertThat(new Api(node.adminPort(), read)
                        .send("PUT", "/users/u/mute", null)
                        .status())
                .isEqualTo(403);
        String admin = token(Map.of("aud", List.of("x", "chatka-admin"), "admin_role", "admin"));
        assertThat(new Api(node.adminPort(), admin)
                        .send("PUT", "/users/u/mute", null)
                        .status())
                .isEqualTo(204);
        await().untilAsserted(() -> assertThat(new Api(node.adminPort(), READ)
                        .get("/audit?user=u")
                        .body()
                        .path("acts")
                        .path(0)
                        .path("by")
                        .asText())
                .isEqualTo("api:olga"));
    }

    @Test
    void a_token_of_a_user_opens_nothing() throws Exception {
        startWithTokens();
        Map<Map<String, Object>, Integer> refused = Map.of(
                Map.of("admin_role", "admin"), 401,
                Map.of("aud", "chat", "admin_role", "admin"), 401,
                Map.of("aud", "chatka-admin", "role", "admin"), 403,
                Map.of("aud", "chatka-admin", "admin_role", "owner"), 403,
                Map.of("aud", "chatka-admin", "admin_role", "admin", "exp", 1_000_000), 401);
        for (Map.Entry<Map<String, Object>, Integer> each : refused.entrySet()) {
            assertThat(new Api(node.adminPort(), token(each.getKey()))
                            .get("/node")
                            .status())
                    .as("%s", each.getKey())
                    .isEqualTo(each.getValue());
        }
        String good = token(Map.of("aud", "chatka-admin", "admin_role", "admin"));
        assertThat(new Api(node.adminPort(), good.substring(0, good.length() - 3) + "AAA")
                        .get("/node")
                        .status())
                .isEqualTo(401);
        assertThat(raw("GET /api/v1/node HTTP/1.1|Host: evil.example|Authorization: Bearer " + good)
                        .status())
                .isEqualTo(421);
    }

    @Test
    void a_revoked_token_opens_nothing_any_more() throws Exception {
        startWithTokens();
        String token = token(Map.of("aud", "chatka-admin", "admin_role", "read", "jti", "t1"));
        assertThat(new Api(node.adminPort(), token).get("/node").status()).isEqualTo(200);
        assertThat(new Api(node.adminPort(), ADMIN)
                        .send("POST", "/tokens/revoke", "{\"jti\":\"t1\"}")
                        .status())
                .isEqualTo(204);
        await().until(() -> new Api(node.adminPort(), token).get("/node").status() == 401);
    }

    @Test
    void tokens_are_taken_only_where_that_is_set_and_they_can_be_checked() throws Exception {
        start();
        assertThat(new Api(node.adminPort(), token(Map.of("aud", "chatka-admin", "admin_role", "admin")))
                        .get("/node")
                        .status())
                .isEqualTo(401);
        assertThatThrownBy(() -> node(Map.of("chatka.admin.jwt", "on")).start())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("chatka.auth.jwt");
    }

    @Test
    void a_drained_node_sends_its_clients_away_and_goes_on_answering() throws Exception {
        start();
        try (ChatClient client = ChatClient.connect(URI.create("ws://127.0.0.1:" + node.port() + "/ws/lobby"))) {
            client.next("joined");
            assertThat(new Api(node.adminPort(), ADMIN)
                            .send("POST", "/drain", null)
                            .status())
                    .isEqualTo(204);
            assertThat(client.next("bye").path("code").asInt()).isEqualTo(1012);
            await().until(() -> new Api(node.adminPort(), READ)
                    .get("/node")
                    .body()
                    .path("figures")
                    .path("state")
                    .asText()
                    .equals("draining"));
        }
    }
}
