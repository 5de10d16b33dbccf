package io.chatka.internal.transport;

import static io.chatka.internal.setting.Kind.bytes;
import static io.chatka.internal.setting.Kind.duration;
import static io.chatka.internal.setting.Kind.texts;

import com.typesafe.config.Config;
import io.chatka.internal.config.AuthSettings;
import io.chatka.internal.setting.Section;
import io.chatka.internal.setting.Setting;
import java.time.Duration;

/**
 * Which pages may connect, and the limits of a connection until it is a WebSocket.
 *
 * @param origins whose pages may connect
 * @param headers maximum bytes of a request's headers together
 * @param handshake from the accept, or a later request's first byte, to the end of the request
 * @param keepAlive from a response to the next request's first byte
 * @param credentials where a handshake may say who the client is
 */
public record HttpSettings(
        Origins origins, int headers, Duration handshake, Duration keepAlive, Credentials credentials) {
    /**
     * @param tokenInQuery whether the address may have a token
     * @param proxyHeader of a trusted proxy; empty for none
     */
    public record Credentials(boolean tokenInQuery, String proxyHeader) {}

    static final Section PAGES = new Section("Pages and handshakes", "chatka.server");

    public static final Setting<Origins> ORIGINS = PAGES.setting("allowed-origins", "[]", texts().map(Origins::of))
            .newConnections()
            .means(
                    "Pages of other origins that may connect, and load the client's files from here (CORS):"
                            + " `\"https://chat.example.com\"`, `\"https://*.example.com\"`, `\"null\"`, `\"file://\"`, `\"*\"`.");

    static final Section HANDSHAKES = new Section("Pages and handshakes", "chatka.limits");

    private static final Setting<Integer> HEADERS = HANDSHAKES
            .setting("headers", "16KiB", bytes("1KiB", "1MiB"))
            .newConnections()
            .means("Bytes of a request's headers together, with cookies; 431 above, counted in"
                    + " `chatka_rejected_total{reason=\"headers\"}`.");
    private static final Setting<Duration> HANDSHAKE = HANDSHAKES
            .setting("handshake", "10s", duration("10ms", "1h"))
            .newConnections()
            .means("From the TCP accept to the end of the handshake, and from the first byte of each later request to"
                    + " its end; closed at the limit.");
    private static final Setting<Duration> KEEP_ALIVE = HANDSHAKES
            .setting("keep-alive", "75s", duration("10ms", "1h"))
            .newConnections()
            .means("From an HTTP response to the first byte of the next request on its connection; closed at the"
                    + " limit. Keep it above the time for which a proxy in front keeps idle connections (nginx and AWS"
                    + " 60 s, Google Cloud 600 s).");

    static HttpSettings read(Config config) {
        return new HttpSettings(
                ORIGINS.in(config),
                HEADERS.in(config),
                HANDSHAKE.in(config),
                KEEP_ALIVE.in(config),
                new Credentials(AuthSettings.TOKEN_IN_QUERY.in(config), AuthSettings.PROXY_HEADER.in(config)));
    }
}
