package io.chatka.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every entry matches the pages that it seems to, or is refused. */
class OriginsTest {
    @ParameterizedTest
    @CsvSource({
        "https://app.example.com,       https://app.example.com",
        "https://app.example.com:443,   https://app.example.com",
        "http://app.example.com:80,     http://app.example.com",
        "http://app.example.com:443,    http://app.example.com:443",
        "HTTPS://App.Example.COM,       https://app.example.com",
        "https://app.example.com:8443,  https://app.example.com:8443",
        "http://localhost:5173,         http://localhost:5173",
        "http://my_host,                http://my_host",
        "http://127.0.0.1:8000,         http://127.0.0.1:8000",
        "http://[0:0:0:0:0:0:0:1]:3000, http://[::1]:3000",
        "https://b\u00fccher.example,   https://xn--bcher-kva.example",
        "https://B\u00dcCHER.example,   https://xn--bcher-kva.example",
        "https://stra\u00dfe.example,   https://xn--strae-oqa.example",
        "https://xn--bcher-kva.example, https://xn--bcher-kva.example",
        "https://*.b\u00fccher.example, https://a.xn--bcher-kva.example",
        "https://*.example.com,         https://a.example.com",
        "https://*.example.com,         https://a.b.example.com",
        "https://*.example.com:8443,    https://a.example.com:8443",
        "https://*.example.com:443,     https://a.example.com",
        "http://*.localhost:3000,       http://a.localhost:3000",
        "null,                          null",
        "NULL,                          null",
        "file://,                       file://",
        "capacitor://localhost,         capacitor://localhost",
        "chrome-extension://abcdef,     chrome-extension://abcdef",
        "*,                             https://anything.example",
        "*,                             null",
    })
    void an_entry_is_for_the_pages_that_it_names(String entry, String origin) {
        assertThat(Origins.of(List.of(entry)).mayConnect(from(origin))).isTrue();
        assertThat(Origins.of(List.of(entry)).mayRead(from(origin))).isEqualTo(origin);
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example.com,  http://app.example.com",
        "https://app.example.com,  https://app.example.com:8443",
        "https://app.example.com,  https://app.example.com.evil.test",
        "https://app.example.com,  https://xapp.example.com",
        "https://app.example.com,  https://app.example.com@evil.test",
        "https://app.example.com,  https://app.example.com/",
        "https://app.example.com,  app.example.com",
        "https://*.example.com,    https://example.com",
        "https://*.example.com,    https://evilexample.com",
        "https://*.example.com,    https://a.example.com.evil.test",
        "https://*.example.com,    https://.example.com",
        "https://*.example.com,    http://a.example.com",
        "https://*.example.com,    https://a.example.com:8443",
        "https://*.example.com,    https://evil.test#.example.com",
        "https://*.example.com,    https://*.example.com",
        "https://app.example.com,  null",
        "https://app.example.com,  file://",
        "null,                     file://",
        "file://,                  null",
        "null,                     https://evil.test",
        "null,                     https://null",
        "capacitor://localhost,    http://localhost",
    })
    void and_for_no_others(String entry, String origin) {
        assertThat(Origins.of(List.of(entry)).mayConnect(from(origin)))
                .isEqualTo(origin.equals("https://*.example.com"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://app.example.com/        | write \"https://app.example.com\"",
                "https://app.example.com/chat    | write \"https://app.example.com\"",
                "https://app.example.com?x       | write \"https://app.example.com\"",
                "https://app.example.com:8443/   | write \"https://app.example.com:8443\"",
                "app.example.com                 | write \"https://app.example.com\"",
                "*.example.com                   | write \"https://*.example.com\"",
                "//app.example.com               | scheme",
                "wss://app.example.com           | write \"https://app.example.com\"",
                "ws://localhost:8000             | write \"http://localhost:8000\"",
                "https://app.*.com               | https://*.example.com",
                "https://a*.example.com          | https://*.example.com",
                "https://*.*.example.com         | https://*.example.com",
                "https://*example.com            | https://*.example.com",
                "http://*                        | http://*.example.com",
                "https://*.                      | host",
                "https://*.com                   | a domain of your own",
                "https://*.127.0.0.1             | a domain of your own",
                "http://localhost:*              | its port is not a number",
                "http://localhost:0              | its port is not a number",
                "http://localhost:70000          | its port is not a number",
                "http://localhost:               | its port is not a number",
                "http://127.1                    | http://127.0.0.1",
                "http://0x7f000001               | http://127.0.0.1",
                "http://127.0.0.256              | http://127.0.0.1",
                "http://[::g]                    | http://[::1]",
                "https://user@app.example.com    | user",
                "https://app_.example..com       | not a host name",
                "https://-app.example.com        | not a host name",
                "https://app%2eexample.com       | not a host name",
                "https://                        | has no host",
                "http:app.example.com            | scheme",
                "https://a.example,https://b.example | a text of its own",
                "https://a.example https://b.example | a text of its own",
            })
    void an_entry_that_no_page_can_be_of_is_refused_with_what_would_be_right(String entry, String right) {
        assertThatThrownBy(() -> Origins.of(List.of(entry)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + entry + "\"")
                .hasMessageContaining(right);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u0000", "https://\u202eevil"})
    void what_cannot_be_seen_is_refused_and_shown(String entry) {
        assertThatThrownBy(() -> Origins.of(List.of(entry))).message().matches("[ -~]*");
    }

    @ParameterizedTest
    @CsvSource({
        "chat.example.com,       https://chat.example.com",
        "chat.example.com:443,   https://chat.example.com",
        "chat.example.com:80,    http://chat.example.com",
        "Chat.Example.com,       https://chat.example.com",
        "[::1]:8000,             http://[::1]:8000",
        "192.168.1.7:8000,       http://192.168.1.7:8000",
    })
    void the_servers_own_page_may_connect_however_the_port_is_written(String host, String origin) {
        HttpHeaders headers = from(origin).set("Host", host);
        assertThat(Origins.of(List.of()).mayConnect(headers)).isTrue();
        assertThat(Origins.of(List.of()).mayRead(headers)).isNull();
    }

    @Test
    void two_origins_are_none() {
        HttpHeaders two = from("https://app.example.com").add("Origin", "https://app.example.com");
        Origins origins = Origins.of(List.of("https://app.example.com"));
        assertThat(origins.mayConnect(two)).isFalse();
        assertThat(origins.mayRead(two)).isNull();
    }

    @Test
    void who_says_nothing_is_no_browser() {
        assertThat(Origins.of(List.of()).mayConnect(new DefaultHttpHeaders())).isTrue();
    }

    private static HttpHeaders from(String origin) {
        return new DefaultHttpHeaders().set("Host", "chat.example.com").set("Origin", origin);
    }
}
