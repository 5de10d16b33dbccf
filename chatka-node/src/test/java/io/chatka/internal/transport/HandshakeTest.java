package io.chatka.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.chatka.internal.protocol.ClientException;
import io.chatka.internal.protocol.ErrorCode;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
    private static final HttpSettings NO_OTHERS = settings(false);

    @Test
    void a_good_request_is_answered_by_the_accept_value_of_the_RFC() throws Exception {
        Handshake handshake = Handshake.read(request("/ws"), NO_OTHERS);
        // RFC 6455, section 1.3.
        assertThat(handshake).isEqualTo(new Handshake("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", List.of(), null, null, null));
    }

    @ParameterizedTest
    @CsvSource({
        "/ws/lobby,                  lobby,",
        "/ws/lobby?name=Ann,         lobby,  Ann",
        "/ws?name=Ann%20Lee,         ,       Ann Lee",
        "/ws?name=Ann+Lee,           ,       Ann Lee",
        "/ws/K%C3%BCche,             K\u00fcche,",
        "/ws/game%3A42,              game:42,",
        "/ws/lobby?x=1&name=Ann&y=2, lobby,  Ann",
        "/ws/lobby?name=Ann&name=Bob,lobby,  Ann",
        "/ws?names=Ann,              ,",
    })
    void the_room_and_the_name_are_percent_decoded(String uri, String room, String name) throws Exception {
        Handshake handshake = Handshake.read(request(uri), NO_OTHERS);
        assertThat(handshake.room()).isEqualTo(room);
        assertThat(handshake.name()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"/ws/, BAD_ROOM", "/ws/a%2Fb, BAD_ROOM", "/ws/a%20b, BAD_ROOM", "/ws?name=, BAD_NAME"})
    void a_room_or_a_name_that_is_none_is_refused_as_in_a_command(String uri, ErrorCode code) {
        assertThat(catchThrowable(() -> Handshake.read(request(uri), NO_OTHERS)))
                .isInstanceOfSatisfying(ClientException.class, refused -> assertThat(refused.code())
                        .isEqualTo(code));
    }

    @ParameterizedTest
    @CsvSource({
        "POST, 405, Host, x",
        "GET, 400, Upgrade, h2c",
        "GET, 400, Connection, close",
        "GET, 426, Sec-WebSocket-Version, 8",
        "GET, 400, Sec-WebSocket-Key, c2hvcnQ=",
        "GET, 400, Sec-WebSocket-Key, dGhlIHNhbXBsZSBub25jZQ",
        "GET, 403, Origin, https://evil.example",
        "GET, 403, Origin, null",
    })
    void a_bad_request_is_refused_with_its_status(String method, int status, String header, String value) {
        HttpRequest request = request("/ws").setMethod(HttpMethod.valueOf(method));
        request.headers().set(header, value);
        assertThat(catchThrowable(() -> Handshake.read(request, NO_OTHERS)))
                .isInstanceOfSatisfying(
                        Handshake.RefusedException.class,
                        refused -> assertThat(refused.status().code()).isEqualTo(status));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws/%", "/ws/%zz", "/ws/%4", "/ws/%ff", "/ws?name=%ff", "/ws?name=%c0%af"})
    void what_is_not_percent_encoded_UTF_8_is_refused(String uri) {
        assertThat(catchThrowable(() -> Handshake.read(request(uri), NO_OTHERS)))
                .isInstanceOfAny(Handshake.RefusedException.class, ClientException.class);
    }

    @Test
    void tokens_of_headers_are_found_in_lists_and_in_any_case() throws Exception {
        HttpRequest request = request("/ws");
        request.headers().set("Connection", "keep-alive, uPgRaDe").set("Upgrade", "WebSocket");
        request.headers().add("Sec-WebSocket-Protocol", "other, chatka.v1").add("Sec-WebSocket-Protocol", "third");
        assertThat(Handshake.read(request, NO_OTHERS).protocols()).containsExactly("other", "chatka.v1", "third");
    }

    @ParameterizedTest
    @CsvSource({
        "chat.example.com,      https://chat.example.com,       true",
        "chat.example.com,      HTTPS://Chat.Example.COM,       true",
        "chat.example.com:8443, https://chat.example.com:8443,  true",
        "chat.example.com:8443, https://chat.example.com,       false",
        "chat.example.com,      https://chat.example.com.evil,  false",
        "chat.example.com,      https://evil/chat.example.com,  false",
        "chat.example.com,      https://chat.example.com@evil,  false",
        "chat.example.com,      https://partner.example.com,    true",
        "chat.example.com,      https://partner.example.com.evil, false",
        "chat.example.com,      http://partner.example.com,     false",
    })
    void pages_of_this_host_and_of_configured_origins_may_connect(String host, String origin, boolean allowed) {
        HttpRequest request = request("/ws");
        request.headers().set("Host", host).set("Origin", origin);
        assertThat(catchThrowable(() -> Handshake.read(request, settings(false, "https://partner.example.com")))
                        == null)
                .isEqualTo(allowed);
    }

    @Test
    void any_page_may_connect_where_that_is_configured() throws Exception {
        HttpRequest request = request("/ws");
        request.headers().set("Origin", "https://evil.example");
        assertThat(Handshake.read(request, settings(false, "*"))).isNotNull();
    }

    private static HttpRequest request(String uri) {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, uri);
        request.headers()
                .set("Host", "127.0.0.1")
                .set("Upgrade", "websocket")
                .set("Connection", "Upgrade")
                .set("Sec-WebSocket-Version", "13")
                .set("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        return request;
    }

    @Test
    void a_token_in_the_address_is_taken_only_where_that_is_allowed() throws Exception {
        assertThat(Handshake.read(request("/ws/lobby?token=a.b.c"), settings(true))
                        .token())
                .isEqualTo("a.b.c");
        assertThat(catchThrowable(() -> Handshake.read(request("/ws/lobby?token=a.b.c"), NO_OTHERS)))
                .isInstanceOf(Handshake.RefusedException.class)
                .hasMessageContaining("access logs")
                .hasMessageNotContaining("a.b.c");
    }

    private static HttpSettings settings(boolean tokenInQuery, String... origins) {
        return new HttpSettings(
                Origins.of(List.of(origins)),
                1 << 14,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                new HttpSettings.Credentials(tokenInQuery, ""));
    }
}
