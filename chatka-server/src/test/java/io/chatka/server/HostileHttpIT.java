package io.chatka.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and handshakes that are refused with the status that says why, after which the socket is closed. */
class HostileHttpIT extends BesideControl {
    private static final String GET = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    private static final String HANDSHAKE = RawWebSocket.handshake("/ws/lobby");

    record Case(String what, String request, int status) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Case> requests() {
        return Stream.of(
                new Case("headers over 8 KiB", GET + "X: " + "x".repeat(9_000) + "\r\n\r\n", 431),
                new Case("many headers over 8 KiB", GET + "X: xxxxxxxxxx\r\n".repeat(700) + "\r\n", 431),
                new Case("a URI over 4 KiB", "GET /" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: x\r\n\r\n", 414),
                new Case(
                        "two ways to say how long the body is",
                        GET + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                        400),
                new Case(
                        "an unknown transfer coding",
                        GET + "Transfer-Encoding: chunked, xchunked\r\n\r\n0\r\n\r\n",
                        400),
                new Case("a space before the colon", GET + "X : y\r\n\r\n", 400),
                new Case("a tab before the colon", GET + "X\t: y\r\n\r\n", 400),
                new Case("a bare CR in a header", GET + "X: a\rb\r\n\r\n", 400),
                new Case("a bare LF after a header", GET + "X: a\nY: b\r\n\r\n", 400),
                new Case("a NUL in a header", GET + "X: a\0b\r\n\r\n", 400),
                new Case("a NUL in a header's name", GET + "X\0: b\r\n\r\n", 400),
                new Case(
                        "a chunk extension that hides a request",
                        GET
                                + "Transfer-Encoding: chunked\r\n\r\n5;x=\"\r\nGET /other HTTP/1.1\r\n\r\n\"\r\nhello\r\n0\r\n\r\n",
                        400),
                new Case("two lengths", GET + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
                new Case("a length that is no number", GET + "Content-Length: +1\r\n\r\na", 400),
                new Case("a body", GET + "Content-Length: 5\r\n\r\nhello", 413),
                new Case("two Host headers", GET + "Host: other\r\n\r\n", 400),
                new Case("no HTTP", "hello\r\n\r\n", 400),
                new Case("TLS", "\u0016\u0003\u0001\0\u00a5\u0001\0\0\u00a1\r\n\r\n", 400),
                new Case("TRACE", "TRACE / HTTP/1.1\r\nHost: x\r\n\r\n", 405),
                new Case("DELETE", "DELETE / HTTP/1.1\r\nHost: x\r\n\r\n", 405),
                new Case("a file that is none of ours", "GET /../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", 404));
    }

    static Stream<Case> handshakes() {
        List<Case> cases = new ArrayList<>(List.of(
                new Case("a POST", HANDSHAKE.replace("GET", "POST"), 405),
                new Case("a HEAD", HANDSHAKE.replace("GET", "HEAD"), 405),
                new Case("no version", without("Sec-WebSocket-Version"), 426),
                new Case("no key", without("Sec-WebSocket-Key"), 400),
                new Case("no Upgrade", without("Upgrade"), 400),
                new Case("no Connection", without("Connection"), 400),
                new Case("another protocol to upgrade to", with("Upgrade", "h2c"), 400),
                new Case("a connection that is kept", with("Connection", "keep-alive"), 400),
                new Case("a path that is not UTF-8", RawWebSocket.handshake("/ws/%ff"), 400),
                new Case("a path that is cut off", RawWebSocket.handshake("/ws/a%4"), 400),
                new Case(
                        "two origins",
                        HANDSHAKE.replace("\r\n\r\n", "\r\nOrigin: http://127.0.0.1" + origin("http://127.0.0.1")),
                        403)));
        for (String version : List.of("0", "7", "8", "14", "013", "13, 8")) {
            cases.add(new Case("version " + version, with("Sec-WebSocket-Version", version), 426));
        }
        for (String key : List.of("", "x", "AAAA", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZQ==AAAA", "****")) {
            cases.add(new Case("key \"" + key + "\"", with("Sec-WebSocket-Key", key), 400));
        }
        for (String origin : List.of(
                "https://evil.example",
                "null",
                "http://127.0.0.1.evil.example",
                "http://evil127.0.0.1",
                "http://127.0.0.1@evil.example",
                "http://127.0.0.1:1",
                "//",
                "")) {
            cases.add(new Case("origin \"" + origin + "\"", HANDSHAKE.replace("\r\n\r\n", origin(origin)), 403));
        }
        for (String room : List.of("", "*", "?", "[a]", "a\r\nb", "a\0", "a b", "{x}", "__keyspace@0__:x", "a/b")) {
            String path =
                    "/ws/" + URLEncoder.encode(room, StandardCharsets.UTF_8).replace("+", "%20");
            cases.add(new Case("room " + path, RawWebSocket.handshake(path), 400));
        }
        cases.add(new Case("a long room", RawWebSocket.handshake("/ws/" + "x".repeat(129)), 400));
        return cases.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"requests", "handshakes"})
    void a_bad_request_is_refused_with_its_status_and_the_socket_is_closed(Case bad) throws Exception {
        try (RawWebSocket web = RawWebSocket.socket(server.port())) {
            web.send(bad.request);
            HttpAnswer answer = web.answer();
            assertThat(answer.status()).as("%s", answer).isEqualTo(bad.status);
            assertThat(answer.json().path("type").asText()).isEqualTo("error");
            assertThat(answer.headers()).containsEntry("connection", "close");
            if (bad.status == 426) {
                assertThat(answer.headers()).containsEntry("sec-websocket-version", "13");
            } else if (bad.status == 405) {
                assertThat(answer.headers()).containsEntry("allow", "GET, HEAD");
            }
            // Nothing that was hidden behind the request is answered.
            assertThat(web.ended()).isTrue();
        }
    }

    @Test
    void the_servers_own_origin_and_no_origin_may_connect() throws Exception {
        for (String handshake : List.of(HANDSHAKE, HANDSHAKE.replace("\r\n\r\n", origin("http://127.0.0.1")))) {
            try (RawWebSocket web = RawWebSocket.socket(server.port())) {
                web.send(handshake);
                assertThat(web.answer().status()).isEqualTo(101);
            }
        }
    }

    @Test
    void an_origin_that_is_configured_may_connect_and_no_other_that_contains_it() throws Exception {
        try (TestServer open = TestServer.start("server.allowed-origins", List.of("https://chat.example.com"))) {
            assertThat(statusFrom(open, "https://chat.example.com")).isEqualTo(101);
            for (String other : List.of(
                    "https://chat.example.com.evil.example",
                    "https://evil.example/https://chat.example.com",
                    "https://xchat.example.com",
                    "https://chat.example.co",
                    "http://chat.example.com",
                    "https://chat.example.com:8443")) {
                assertThat(statusFrom(open, other)).as(other).isEqualTo(403);
            }
        }
    }

    private static int statusFrom(TestServer server, String origin) throws IOException {
        try (RawWebSocket web = RawWebSocket.socket(server.port())) {
            web.send(HANDSHAKE.replace("\r\n\r\n", origin(origin)));
            return web.answer().status();
        }
    }

    @Test
    void what_a_proxy_is_said_to_have_seen_changes_nothing() throws Exception {
        try (RawWebSocket web = RawWebSocket.socket(server.port())) {
            web.send(HANDSHAKE.replace(
                    "\r\n\r\n", "\r\nX-Forwarded-For: 10.0.0.1\r\nForwarded: for=10.0.0.1\r\nX-Real-IP: x\r\n\r\n"));
            assertThat(web.answer().status()).isEqualTo(101);
            assertThat(web.read("welcome").toString()).doesNotContain("10.0.0.1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET /ws/lobby HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: x\r\nX: "})
    void a_request_that_trickles_in_is_cut_off(String start) throws Exception {
        try (TestServer impatient = TestServer.start("limits.handshake", "300ms");
                RawWebSocket web = RawWebSocket.socket(impatient.port())) {
            web.send(start);
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(20))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> refused(web));
        }
    }

    private static boolean refused(RawWebSocket web) {
        try {
            web.send("x");
            return false;
        } catch (IOException closed) {
            return true;
        }
    }

    private static String origin(String origin) {
        return "\r\nOrigin: " + origin + "\r\n\r\n";
    }

    private static String without(String header) {
        return HANDSHAKE.replaceFirst(header + ": [^\r]*\r\n", "");
    }

    private static String with(String header, String value) {
        return HANDSHAKE.replaceFirst("\n" + header + ": [^\r]*\r\n", "\n" + header + ": " + value + "\r\n");
    }
}
