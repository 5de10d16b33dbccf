package io.chatka.internal.transport;

import com.typesafe.config.Config;
import io.chatka.api.ConfigException;
import io.chatka.internal.config.Reader;
import java.time.Duration;

/**
 * What is asked of a connection until it is a WebSocket.
 *
 * @param origins whose pages may connect
 * @param headers bytes of a request's headers together
 * @param handshake from the accept, or a later request's first byte, to the end of the request
 * @param keepAlive from an answer to the next request's first byte
 */
record HttpSettings(Origins origins, int headers, Duration handshake, Duration keepAlive) {
    private static final String ORIGINS = "allowed-origins";
    private static final Duration MIN = Duration.ofMillis(10);
    private static final Duration HOUR = Duration.ofHours(1);

    /** @throws ConfigException if a setting cannot be used */
    static HttpSettings read(Config root) {
        Reader limits = new Reader(root, "chatka.limits");
        return new HttpSettings(
                origins(new Reader(root, "chatka.server")),
                (int) limits.bytes("headers", 1024, 1024 * 1024),
                limits.duration("handshake", MIN, HOUR),
                limits.duration("keep-alive", MIN, HOUR));
    }

    private static Origins origins(Reader server) {
        try {
            return Origins.of(server.strings(ORIGINS));
        } catch (IllegalArgumentException unusable) {
            String key = "chatka.server." + ORIGINS;
            throw new ConfigException(key, key + " " + unusable.getMessage());
        }
    }
}
