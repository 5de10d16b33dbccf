package io.chatka.internal.node;

import com.typesafe.config.Config;
import io.chatka.api.BrokerUnavailableException;
import io.chatka.api.ConfigException;
import io.chatka.internal.broker.Broker;
import io.chatka.internal.broker.EmbeddedBroker;
import io.chatka.internal.broker.HistorySettings;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.config.Reader;
import io.chatka.internal.redis.RedisBroker;
import io.chatka.internal.redis.RedisSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Opens the broker that the settings ask for. */
public final class Brokers {
    static final Duration MIN = Duration.ofMillis(1);
    static final Duration MAX = Duration.ofDays(365);

    /** What to do when Redis cannot be used at the start. */
    enum AtStart {
        EXIT,
        WAIT
    }

    private Brokers() {}

    /**
     * A broker that was opened.
     *
     * @param usable completes when it can be used for the first time, and never fails
     */
    record Opened(Broker broker, CompletionStage<?> usable) {}

    /**
     * Blocks until the broker can be used, or only opens it if Redis is to be waited for.
     *
     * @throws ConfigException if a setting cannot be used, or Redis cannot as long as nobody changes anything
     * @throws BrokerUnavailableException if Redis cannot be used now, and may be later
     */
    static Opened open(Config config, ChatSettings chat) {
        Reader redis = new Reader(config, "chatka.redis");
        if (redis.string("url").isEmpty()) {
            return there(new EmbeddedBroker(Clock.systemUTC(), System::nanoTime, chat.embedded()));
        }
        RedisSettings settings = settings(redis, chat.history());
        if (redis.oneOf("at-start", AtStart.class) == AtStart.WAIT) {
            RedisBroker broker = RedisBroker.await(settings, redis.duration("try-every", MIN, MAX));
            return new Opened(broker, broker.started());
        }
        try {
            return there(RedisBroker.connect(settings).toCompletableFuture().join());
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof BrokerUnavailableException unavailable) {
                throw unavailable.isLasting() ? new ConfigException(unavailable.getMessage()) : unavailable;
            }
            throw failed;
        }
    }

    static Opened there(Broker broker) {
        return new Opened(broker, CompletableFuture.completedFuture(broker));
    }

    /** @throws ConfigException if a setting cannot be used */
    public static RedisSettings settings(Reader redis, HistorySettings history) {
        try {
            return new RedisSettings(
                    redis.string("url"),
                    redis.string("prefix"),
                    redis.duration("command-timeout", MIN, MAX),
                    redis.integer("queue-commands", 1, Integer.MAX_VALUE),
                    redis.bytes("queue-bytes", 1, Long.MAX_VALUE),
                    redis.duration("reconnect-min", MIN, MAX),
                    redis.duration("reconnect-max", MIN, MAX),
                    redis.duration("ping", MIN, MAX),
                    redis.duration("keep", Duration.ofSeconds(1), MAX),
                    redis.duration("check", MIN, MAX),
                    redis.flag("allow-eviction"),
                    history);
        } catch (IllegalArgumentException unusable) {
            throw new ConfigException("chatka.redis", "chatka.redis: " + unusable.getMessage());
        }
    }

    /** For the line at the start. */
    public static String describe(Config config) {
        Reader redis = new Reader(config, "chatka.redis");
        return redis.string("url").isEmpty()
                ? "embedded (this node stands alone, and a restart forgets every room)"
                : "Redis at " + settings(redis, HistorySettings.none()).address() + " (one node of as many as use it)";
    }
}
