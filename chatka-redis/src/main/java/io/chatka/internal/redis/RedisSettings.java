package io.chatka.internal.redis;

import static io.chatka.internal.setting.Kind.duration;
import static io.chatka.internal.setting.Kind.flag;
import static io.chatka.internal.setting.Kind.integer;
import static io.chatka.internal.setting.Kind.longBytes;
import static io.chatka.internal.setting.Kind.oneOf;
import static io.chatka.internal.setting.Kind.text;

import com.typesafe.config.Config;
import io.chatka.api.ConfigException;
import io.chatka.internal.broker.BrokerProvider;
import io.chatka.internal.broker.HistorySettings;
import io.chatka.internal.setting.Section;
import io.chatka.internal.setting.Setting;
import io.lettuce.core.RedisURI;
import java.time.Duration;

/**
 * Where Redis is, how the node uses it, and the bounds of that.
 *
 * @param prefix what all keys and channels begin with; see {@link Keys}
 * @param keyRetention how long Redis keeps a room's epoch and seq after its last event
 * @param positionCheck how often the node compares each room's position with what it heard
 * @param allowEviction whether the node takes a Redis that evicts keys
 * @param history how much of each room's history is kept
 */
public record RedisSettings(
        RedisUrl url,
        String prefix,
        Commands commands,
        Connecting connecting,
        Duration keyRetention,
        Duration positionCheck,
        boolean allowEviction,
        HistorySettings history) {

    /**
     * @param timeout an unanswered command fails after this; if Redis has answered nothing at all
     *     meanwhile, the node opens the connection again
     * @param max commands that may wait to be sent or answered; more fail at once
     * @param maxBytes the same as a sum of payload bytes
     */
    record Commands(Duration timeout, int max, long maxBytes) {}

    /**
     * @param min delay before the first attempt to reconnect; doubles with each, with jitter
     * @param max the longest such delay
     * @param ping how often each of the two connections is pinged
     */
    record Connecting(Duration min, Duration max, Duration ping) {}

    /** What a start does when Redis cannot be used. */
    enum AtStart {
        EXIT,
        WAIT
    }

    static final Section SECTION = new Section("Redis", "chatka.redis", RedisSettings::check);

    private static final Setting<String> PREFIX = SECTION.setting("prefix", "chatka", text().map(Keys::prefix))
            .means("The start of all names of keys and channels: 1 to 64 letters, digits, `.`, `_`, `:` or `-`. All"
                    + " nodes of one installation need the same; installations that share a Redis need a prefix or a"
                    + " database each.");
    static final Setting<AtStart> AT_START = SECTION.setting("at-start", "exit", oneOf(AtStart.class))
            .means("When Redis cannot be used at the start: `exit` (75 if that may pass, 2 if somebody has to act), or"
                    + " `wait`: listen, not ready, until Redis can be used.");
    static final Setting<Duration> TRY_EVERY = SECTION.setting("try-every", "2s", duration("1ms", "365d"))
            .means("The time between two attempts with `at-start = wait`.");
    private static final Setting<Duration> COMMAND_TIMEOUT = SECTION.setting(
                    "command-timeout", "2s", duration("100ms", "365d"))
            .means("An unanswered command fails after this time, and its sender gets an error.");
    private static final Setting<Integer> QUEUE_COMMANDS = SECTION.setting(
                    "queue-commands", 10_000, integer(1, Integer.MAX_VALUE))
            .means("Commands in progress; more fail at once.");
    private static final Setting<Long> QUEUE_BYTES = SECTION.setting("queue-bytes", "16MiB", longBytes("1B", "1EiB"))
            .means("Bytes of all commands in progress; more fail at once.");
    private static final Setting<Duration> RECONNECT_MIN = SECTION.setting(
                    "reconnect-min", "50ms", duration("1ms", "365d"))
            .means("The shortest delay before an attempt to reconnect; it doubles with each, with jitter.");
    private static final Setting<Duration> RECONNECT_MAX =
            SECTION.setting("reconnect-max", "1s", duration("1ms", "365d")).means("The longest such delay.");
    private static final Setting<Duration> PING = SECTION.setting("ping", "5s", duration("1ms", "365d"))
            .means("How often the node pings Redis over each of its connections.");
    private static final Setting<Duration> KEEP = SECTION.setting("keep", "24h", duration("1s", "365d"))
            .means("How long Redis keeps a room's epoch and `seq` after its last message, but at least as long as its"
                    + " history.");
    private static final Setting<Duration> CHECK = SECTION.setting("check", "10s", duration("1ms", "365d"))
            .means("How often the node compares each room's position in Redis with its own, to find the last message"
                    + " before a silence if that was lost.");
    public static final Setting<Boolean> ALLOW_EVICTION = SECTION.setting("allow-eviction", "off", flag())
            .means("Whether the node takes a Redis that evicts keys when its memory is full, and forgets rooms with"
                    + " them.");

    /** @throws ConfigException if a setting cannot be used */
    public static RedisSettings read(Config config, HistorySettings history) {
        Connecting connecting = connecting(config);
        return new RedisSettings(
                url(config),
                PREFIX.in(config),
                new Commands(COMMAND_TIMEOUT.in(config), QUEUE_COMMANDS.in(config), QUEUE_BYTES.in(config)),
                connecting,
                KEEP.in(config),
                CHECK.in(config),
                ALLOW_EVICTION.in(config),
                history);
    }

    /** Checks all settings even if the node does not use Redis, in which case there is no URL. */
    private static void check(Config config) {
        connecting(config);
        if (!BrokerProvider.URL.in(config).isEmpty()) {
            url(config);
        }
    }

    private static Connecting connecting(Config config) {
        Connecting connecting = new Connecting(RECONNECT_MIN.in(config), RECONNECT_MAX.in(config), PING.in(config));
        if (connecting.max.compareTo(connecting.min) < 0) {
            throw new ConfigException(
                    RECONNECT_MAX.key(), RECONNECT_MAX.key() + " has to be at least " + RECONNECT_MIN.key());
        }
        return connecting;
    }

    private static RedisUrl url(Config config) {
        try {
            return RedisUrl.parse(BrokerProvider.URL.in(config));
        } catch (IllegalArgumentException unusable) {
            throw new ConfigException(
                    BrokerProvider.URL.key(), BrokerProvider.URL.key() + ": " + unusable.getMessage());
        }
    }

    /** The same with another history. */
    public RedisSettings with(HistorySettings other) {
        return new RedisSettings(url, prefix, commands, connecting, keyRetention, positionCheck, allowEviction, other);
    }

    /** Names in Redis. */
    Keys keys() {
        return new Keys(prefix, url.database());
    }

    /** Host and port, for people to read. */
    public String address() {
        return url.address();
    }

    RedisURI redisUri() {
        return url.uri(commands.timeout);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "RedisSettings[" + address() + "]";
    }
}
