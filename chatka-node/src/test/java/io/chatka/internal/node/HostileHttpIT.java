package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatka.testing.BesideControl;
import io.chatka.testing.Catalogued;
import io.chatka.testing.HttpAnswer;
import io.chatka.testing.RawWebSocket;
import io.chatka.testing.TestServer;
import java.io.IOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests and handshakes that are refused with the status that says why, after which the socket is closed. */
class HostileHttpIT extends BesideControl {
    private static final String GET = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    private static final String HANDSHAKE = RawWebSocket.handshake("/ws/lobby");

    /** @param row of docs/hostile-input.md */
    record Case(int row, String what, String request, int status) {
        @Override
        public String toString() {
            return row + ": " + what;
        }
    }

    static Stream<Case> requests() {
        return Stream.of(
                new Case(2, "headers over 16 KiB", GET + "X: " + "x".repeat(17_000) + "\r\n\r\n", 431),
                new Case(2, "many headers over 16 KiB", GET + "X: xxxxxxxxxx\r\n".repeat(1400) + "\r\n", 431),
                new Case(2, "headers that go on", GET + "Cookie: s=" + "x".repeat(300_000) + "\r\n\r\n", 431),
                new Case(3, "a URI over 4 KiB", "GET /" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: x\r\n\r\n", 414),
                new Case(3, "a URI that goes on", "GET /ws/" + "x".repeat(300_000), 414),
                new Case(
                        4,
                        "two ways to say how long the body is",
                        GET + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                        400),
                new Case(
                        5,
                        "an unknown transfer coding",
                        GET + "Transfer-Encoding: chunked, xchunked\r\n\r\n0\r\n\r\n",
                        400),
                new Case(6, "a space before the colon", GET + "X : y\r\n\r\n", 400),
                new Case(6, "a tab before the colon", GET + "X\t: y\r\n\r\n", 400),
                new Case(7, "a bare CR in a header", GET + "X: a\rb\r\n\r\n", 400),
                new Case(7, "a bare LF after a header", GET + "X: a\nY: b\r\n\r\n", 400),
                new Case(7, "a NUL in a header", GET + "X: a\0b\r\n\r\n", 400),
                new Case(7, "a NUL in a header's name", GET + "X\0: b\r\n\r\n", 400),
                new Case(
                        8,
                        "a chunk extension that hides a request",
                        GET
                                + "Transfer-Encoding: chunked\r\n\r\n5;x=\"\r\nGET /other HTTP/1.1\r\n\r\n\"\r\nhello\r\n0\r\n\r\n",
                        400),
                new Case(4, "two lengths", GET + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
                new Case(4, "a length that is no number", GET + "Content-Length: +1\r\n\r\na", 400),
                new Case(4, "a body", GET + "Content-Length: 5\r\n\r\nhello", 413),
                new Case(14, "two Host headers", GET + "Host: other\r\n\r\n", 400),
                new Case(7, "no HTTP", "hello\r\n\r\n", 400),
                new Case(7, "TLS", "\u0016\u0003\u0001\0\u00a5\u0001\0\0\u00a1\r\n\r\n", 400),
                new Case(73, "TRACE", "TRACE / HTTP/1.1\r\nHost: x\r\n\r\n", 405),
                new Case(73, "DELETE", "DELETE / HTTP/1.1\r\nHost: x\r\n\r\n", 405),
                new Case(12, "a file that is none of ours", "GET /../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", 404));
    }

    static Stream<Case> handshakes() {
        List<Case> cases = new ArrayList<>(List.of(
                new Case(2, "headers over 16 KiB", with("Sec-WebSocket-Key", "x".repeat(17_000)), 431),
                new Case(9, "a POST", HANDSHAKE.replace("GET", "POST"), 405),
                new Case(10, "no version", without("Sec-WebSocket-Version"), 426),
                new Case(11, "no key", without("Sec-WebSocket-Key"), 400),
                new Case(12, "no Upgrade", without("Upgrade"), 400),
                new Case(12, "no Connection", without("Connection"), 400),
                new Case(12, "another protocol to upgrade to", with("Upgrade", "h2c"), 400),
                new Case(12, "a connection that is kept", with("Connection", "keep-alive"), 400),
                new Case(28, "a path that is not UTF-8", RawWebSocket.handshake("/ws/%ff"), 400),
                new Case(28, "a path that is cut off", RawWebSocket.handshake("/ws/a%4"), 400),
                new Case(
                        13,
                        "two origins",
                        HANDSHAKE.replace("\r\n\r\n", "\r\nOrigin: http://127.0.0.1" + origin("http://127.0.0.1")),
                        403)));
        for (String version : List.of("0", "7", "8", "14", "013", "13, 8")) {
            cases.add(new Case(10, "version " + version, with("Sec-WebSocket-Version", version), 426));
        }
        for (String key : List.of("", "x", "AAAA", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZQ==AAAA", "****")) {
            cases.add(new Case(11, "key \"" + key + "\"", with("Sec-WebSocket-Key", key), 400));
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
            cases.add(new Case(13, "origin \"" + origin + "\"", HANDSHAKE.replace("\r\n\r\n", origin(origin)), 403));
        }
        for (HostileInputIT.RoomName room : HostileInputIT.ROOMS) {
            int row = room.row();
            String path = "/ws/"
                    + URLEncoder.encode(room.name(), StandardCharsets.UTF_8).replace("+", "%20");
            cases.add(new Case(row, "room " + path, RawWebSocket.handshake(path), 400));
        }
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

    @Catalogued(9)
    @Test
    void a_head_is_refused_without_a_body() throws Exception {
        for (String request : List.of(HANDSHAKE.replace("GET", "HEAD"), "HEAD /nothing HTTP/1.1\r\nHost: x\r\n\r\n")) {
            try (Socket socket = new Socket("127.0.0.1", server.port())) {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                assertThat(answer).startsWith("HTTP/1.1 4").endsWith("\r\n\r\n");
                assertThat(answer.indexOf("\r\n\r\n")).isEqualTo(answer.length() - 4);
            }
        }
    }

    @Catalogued(13)
    @Test
    void the_servers_own_origin_and_no_origin_may_connect() throws Exception {
        for (String handshake : List.of(HANDSHAKE, HANDSHAKE.replace("\r\n\r\n", origin("http://127.0.0.1")))) {
            try (RawWebSocket web = RawWebSocket.socket(server.port())) {
                web.send(handshake);
                assertThat(web.answer().status()).isEqualTo(101);
            }
        }
    }

    @Catalogued(13)
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

    @Catalogued(13)
    @Test
    void a_refused_origin_is_counted() throws Exception {
        String counter = "chatka_rejected_total{reason=\"origin\"}";
        double before = server.metric(counter);
        assertThat(statusFrom(server, "https://evil.example")).isEqualTo(403);
        assertThat(server.metric(counter)).isEqualTo(before + 1);
    }

    @Catalogued(2)
    @Test
    void cookies_of_a_large_site_fit_and_above_the_limit_the_answer_names_it() throws Exception {
        String cookies = "\r\nCookie: s=" + "x".repeat(9_000) + "\r\n\r\n";
        for (String request :
                List.of(HANDSHAKE, GET + "\r\n", GET.replace("GET /", "GET /client/chatka.js") + "\r\n")) {
            try (RawWebSocket web = RawWebSocket.socket(server.port())) {
                web.send(request.replace("\r\n\r\n", cookies));
                assertThat(web.answer().status()).isIn(101, 200);
            }
        }
        String counter = "chatka_rejected_total{reason=\"headers\"}";
        double before = server.metric(counter);
        try (RawWebSocket web = RawWebSocket.socket(server.port())) {
            web.send(GET + "Cookie: " + "x".repeat(70_000) + "\r\n\r\n");
            assertThat(web.answer().json().path("message").asText())
                    .contains("headers", "16384", "chatka.limits.headers");
        }
        assertThat(server.metric(counter)).isEqualTo(before + 1);
        try (TestServer generous = TestServer.start("limits.headers", "128KiB");
                RawWebSocket web = RawWebSocket.socket(generous.port())) {
            web.send(GET + "Cookie: " + "x".repeat(70_000) + "\r\n\r\n");
            assertThat(web.answer().status()).isEqualTo(200);
        }
    }

    @Catalogued(1)
    @Test
    void an_idle_connection_is_kept_for_longer_than_a_request_may_take() throws Exception {
        try (TestServer patient = TestServer.start("limits.handshake", "500ms", "limits.keep-alive", "1h");
                RawWebSocket idle = RawWebSocket.socket(patient.port())) {
            idle.send(GET + "\r\n");
            assertThat(idle.answer().status()).isEqualTo(200);
            // Accepted later, and closed for the other limit.
            try (RawWebSocket silent = RawWebSocket.socket(patient.port())) {
                assertThat(silent.ended()).isTrue();
            }
            idle.send(GET + "\r\n");
            assertThat(idle.answer().status()).isEqualTo(200);
            idle.send("GET / HT");
            assertThat(idle.ended()).isTrue();
        }
    }

    @Catalogued(1)
    @Test
    void an_idle_connection_is_not_kept_for_ever() throws Exception {
        try (TestServer hasty = TestServer.start("limits.handshake", "1h", "limits.keep-alive", "200ms");
                RawWebSocket idle = RawWebSocket.socket(hasty.port())) {
            idle.send(GET + "\r\n");
            assertThat(idle.answer().status()).isEqualTo(200);
            assertThat(idle.ended()).isTrue();
        }
    }

    @Catalogued(1)
    @Test
    void somebody_who_asks_on_and_on_and_never_reads_is_not_answered_on_and_on() throws Exception {
        try (TestServer hasty = TestServer.start("limits.handshake", "500ms");
                RawWebSocket deaf = RawWebSocket.socket(hasty.port())) {
            byte[] requests = (GET.replace("GET /", "GET /client/chatka.js") + "\r\n")
                    .repeat(500)
                    .getBytes(StandardCharsets.US_ASCII);
            await().until(() -> !deaf.sendIfOpen(requests));
        }
    }

    @Catalogued(13)
    @Test
    void pages_that_may_connect_may_load_the_client_and_no_others() throws Exception {
        String app = "https://app.example.com";
        try (TestServer open = TestServer.start("server.allowed-origins", List.of(app, "null"))) {
            for (String path : List.of("/client/chatka.js", "/client/link.js", "/")) {
                for (String origin : List.of(app, "null")) {
                    HttpAnswer answer = asked(open, "GET", path, "Origin: " + origin);
                    assertThat(answer.headers()).containsEntry("access-control-allow-origin", origin);
                    assertThat(answer.headers()).containsEntry("vary", "origin");
                    String etag = answer.headers().get("etag");
                    HttpAnswer known = asked(open, "GET", path, "Origin: " + origin + "\r\nIf-None-Match: " + etag);
                    assertThat(known.status()).isEqualTo(304);
                    assertThat(known.headers()).containsEntry("access-control-allow-origin", origin);
                }
                for (String other : List.of("Origin: https://evil.test", "Origin: " + app + ".evil.test", "X: y")) {
                    HttpAnswer answer = asked(open, "GET", path, other);
                    assertThat(answer.status()).isEqualTo(200);
                    assertThat(answer.headers())
                            .doesNotContainKey("access-control-allow-origin")
                            .containsEntry("vary", "origin");
                }
            }
            String question = "\r\nAccess-Control-Request-Method: GET";
            HttpAnswer preflight = asked(open, "OPTIONS", "/client/chatka.js", "Origin: " + app + question);
            assertThat(preflight.status()).isEqualTo(204);
            assertThat(preflight.headers())
                    .containsEntry("access-control-allow-origin", app)
                    .containsEntry("access-control-allow-methods", "GET, HEAD");
            assertThat(asked(open, "OPTIONS", "/client/chatka.js", "Origin: https://evil.test" + question)
                            .status())
                    .isEqualTo(405);
            assertThat(asked(open, "OPTIONS", "/", "Origin: " + app).status()).isEqualTo(405);
        }
    }

    private static HttpAnswer asked(TestServer server, String method, String path, String headers) throws IOException {
        try (RawWebSocket web = RawWebSocket.socket(server.port())) {
            web.send(method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + headers
                    + "\r\n\r\n");
            return web.answer();
        }
    }

    @Catalogued(16)
    @Test
    void what_a_proxy_is_said_to_have_seen_changes_nothing() throws Exception {
        try (RawWebSocket web = RawWebSocket.socket(server.port())) {
            web.send(HANDSHAKE.replace(
                    "\r\n\r\n", "\r\nX-Forwarded-For: 10.0.0.1\r\nForwarded: for=10.0.0.1\r\nX-Real-IP: x\r\n\r\n"));
            assertThat(web.answer().status()).isEqualTo(101);
            assertThat(web.read("welcome").toString()).doesNotContain("10.0.0.1");
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
