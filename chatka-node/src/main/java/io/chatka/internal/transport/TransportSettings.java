package io.chatka.internal.transport;

import com.typesafe.config.Config;
import io.chatka.api.ConfigException;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.config.Rate;
import io.chatka.internal.config.Reader;
import io.chatka.internal.transport.deflate.DeflateSettings;
import io.chatka.internal.transport.proxy.ProxySettings;
import io.chatka.internal.transport.tls.TlsSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the transport needs to know; {@code reference.conf} explains each.
 *
 * @param eventLoops how many, at least 1
 * @param connections -1 for what the open-file limit allows
 * @param connectionsPerAddress 0 for no limit
 * @param handshakesPerSecond 0 for no limit
 * @param frame, data, queued in bytes; text in characters
 * @param tls empty for none
 */
public record TransportSettings(
        String host,
        int port,
        Io io,
        int eventLoops,
        int backlog,
        HttpSettings http,
        int connections,
        int connectionsPerAddress,
        int descriptorReserve,
        Duration hello,
        int handshakesPerSecond,
        int frame,
        Duration unfinished,
        Rate frames,
        int commands,
        int text,
        int data,
        int queued,
        Duration slow,
        Duration heartbeatInterval,
        Duration heartbeatTimeout,
        Optional<TlsSettings> tls,
        ProxySettings proxies,
        DeflateSettings compression) {

    /** How the kernel is asked; {@code AUTO} takes epoll where there is one. */
    public enum Io {
        AUTO,
        EPOLL,
        IO_URING,
        NIO
    }

    private static final Duration MIN = Duration.ofMillis(10);
    private static final Duration HOUR = Duration.ofHours(1);

    /** @throws ConfigException if a setting cannot be used */
    public static TransportSettings read(Config root, ChatSettings chat) {
        Reader server = new Reader(root, "chatka.server");
        Reader limits = new Reader(root, "chatka.limits");
        return new TransportSettings(
                server.string("host"),
                server.integer("port", 0, 65535),
                server.oneOf("io", Io.class),
                server.is("event-loops", "auto") ? defaultEventLoops() : server.integer("event-loops", 1, 1024),
                server.integer("backlog", 1, 1 << 20),
                HttpSettings.read(root),
                limits.is("connections", "auto") ? -1 : limits.integer("connections", 1, 100_000_000),
                limits.is("connections-per-address", "off")
                        ? 0
                        : limits.integer("connections-per-address", 1, 100_000_000),
                limits.integer("descriptor-reserve", 16, 1 << 20),
                limits.duration("hello", MIN, HOUR),
                limits.flag("rate") ? limits.integer("handshakes-per-second", 1, 1_000_000) : 0,
                chat.limits().frame(),
                limits.duration("unfinished", MIN, HOUR),
                limits.flag("rate") ? Rate.read(limits.at("frames")) : Rate.UNLIMITED,
                chat.limits().commands(),
                chat.limits().text(),
                chat.limits().data(),
                (int) limits.bytes("queued", 1024, Integer.MAX_VALUE),
                limits.duration("slow", MIN, HOUR),
                chat.heartbeatInterval(),
                chat.heartbeatTimeout(),
                TlsSettings.read(root),
                ProxySettings.read(root),
                DeflateSettings.read(root));
    }

    /** One processor is left to the kernel's network work and to everything else that is going on. */
    private static int defaultEventLoops() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    }

    /** How exactly deadlines are kept: a twentieth of the shortest, at most half a second. */
    Duration tick() {
        Duration shortest = heartbeatTimeout;
        for (Duration other : List.of(heartbeatInterval, http.handshake(), hello, slow, unfinished)) {
            shortest = other.compareTo(shortest) < 0 ? other : shortest;
        }
        long millis = Math.min(500, Math.max(5, shortest.toMillis() / 20));
        return Duration.ofMillis(millis);
    }
}
