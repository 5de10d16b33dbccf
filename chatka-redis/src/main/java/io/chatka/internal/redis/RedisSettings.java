package io.chatka.internal.redis;

import io.chatka.internal.broker.HistorySettings;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.Objects;

/**
 * Where Redis is, and the bounds of the conversation with it.
 *
 * @param uri {@code redis://[[user]:password@]host[:port][/database]}, or {@code rediss://…} for TLS, which checks the
 *     server's certificate against the JVM's trust store ({@code ?verifyPeer=ca} without its name, {@code ?verifyPeer=none}
 *     not at all); user and password percent-encoded
 * @param prefix what all keys and channels begin with; see {@link Keys}
 * @param commandTimeout what Redis has not answered by then fails, and the connection is opened again
 * @param maxQueuedCommands commands that may wait to be sent or answered; more fail at once
 * @param maxQueuedBytes the same as a sum of payload bytes
 * @param reconnectMin delay before the first attempt to connect again; doubles with each, with jitter
 * @param reconnectMax the longest such delay
 * @param pingInterval how often each of the two connections is asked for a sign of life
 * @param keyRetention how long Redis keeps a room's epoch and seq after its last event
 * @param positionCheck how often each room's position is compared with what was heard of it
 * @param allowEviction whether a Redis is taken that throws keys away when its memory is full
 * @param history what is kept of rooms
 */
public record RedisSettings(
        String uri,
        String prefix,
        Duration commandTimeout,
        int maxQueuedCommands,
        long maxQueuedBytes,
        Duration reconnectMin,
        Duration reconnectMax,
        Duration pingInterval,
        Duration keyRetention,
        Duration positionCheck,
        boolean allowEviction,
        HistorySettings history) {

    static final String DEFAULT_PREFIX = "chatka";

    /** @throws IllegalArgumentException with one line that names the setting, never a password */
    public RedisSettings {
        Objects.requireNonNull(uri, "uri");
        positive("commandTimeout", commandTimeout);
        positive("reconnectMin", reconnectMin);
        positive("reconnectMax", reconnectMax);
        positive("pingInterval", pingInterval);
        positive("keyRetention", keyRetention);
        positive("positionCheck", positionCheck);
        Objects.requireNonNull(history, "history");
        if (maxQueuedCommands < 1 || maxQueuedBytes < 1) {
            throw new IllegalArgumentException("maxQueuedCommands and maxQueuedBytes must be positive");
        }
        if (reconnectMax.compareTo(reconnectMin) < 0) {
            throw new IllegalArgumentException("reconnectMax must not be shorter than reconnectMin");
        }
        new Keys(prefix, RedisUrl.parse(uri).database());
    }

    /**
     * The defaults: {@value #DEFAULT_PREFIX}, 2 s, 10,000 commands of 16 MiB together, 50 ms to 1 s, a ping every 5 s, kept for 24 h, checked every 10 s, no
     * eviction.
     */
    public static RedisSettings of(String uri) {
        return new RedisSettings(
                uri,
                DEFAULT_PREFIX,
                Duration.ofSeconds(2),
                10_000,
                16 << 20,
                Duration.ofMillis(50),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofHours(24),
                Duration.ofSeconds(10),
                false,
                HistorySettings.defaults());
    }

    /** The same with another history. */
    public RedisSettings with(HistorySettings other) {
        return new RedisSettings(
                uri,
                prefix,
                commandTimeout,
                maxQueuedCommands,
                maxQueuedBytes,
                reconnectMin,
                reconnectMax,
                pingInterval,
                keyRetention,
                positionCheck,
                allowEviction,
                other);
    }

    /** Names in Redis. */
    Keys keys() {
        return new Keys(prefix, RedisUrl.parse(uri).database());
    }

    /** Host and port, for people to read. */
    public String address() {
        return RedisUrl.parse(uri).address();
    }

    RedisURI redisUri() {
        return RedisUrl.parse(uri).uri(commandTimeout);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "RedisSettings[" + address() + "]";
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be positive");
        }
    }
}
