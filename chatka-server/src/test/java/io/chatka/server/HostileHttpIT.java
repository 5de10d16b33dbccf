package io.chatka.server;

import static org.assertj.core.api.Assertions.assertThat;

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
                new Case(2, "headers over 8 KiB", GET + "X: " + "x".repeat(9_000) + "\r\n\r\n", 431),
                new Case(2, "many headers over 8 KiB", GET + "X: xxxxxxxxxx\r\n".repeat(700) + "\r\n", 431),
                new Case(3, "a URI over 4 KiB", "GET /" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: x\r\n\r\n", 414),
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
