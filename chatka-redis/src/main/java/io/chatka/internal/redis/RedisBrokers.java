package io.chatka.internal.redis;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import io.chatka.api.BrokerUnavailableException;
import io.chatka.api.ConfigException;
import io.chatka.internal.broker.BrokerProvider;
import io.chatka.internal.broker.HistorySettings;
import io.chatka.internal.config.Reader;
import java.time.Duration;
import java.util.concurrent.CompletionException;

/** Opens the broker over Redis that {@code chatka.redis} describes. */
public final class RedisBrokers implements BrokerProvider {
    private static final Duration MIN = Duration.ofMillis(1);
    private static final Duration MAX = Duration.ofDays(365);

    /** What a start does when Redis cannot be used. */
    enum AtStart {
        EXIT,
        WAIT
    }

    @Override
    public void check(Config config, HistorySettings history) {
        Reader redis = new Reader(config, "chatka.redis");
        redis.oneOf("at-start", AtStart.class);
        redis.duration("try-every", MIN, MAX);
        // A node without Redis does not use the others; a bad one is found all the same.
        settings(
                redis.string("url").isEmpty()
                        ? config.withValue("chatka.redis.url", ConfigValueFactory.fromAnyRef("redis://localhost"))
                        : config,
                history);
    }

    @Override
    public Opened open(Config config, HistorySettings history) {
        Reader redis = new Reader(config, "chatka.redis");
        RedisSettings settings = settings(config, history);
        if (redis.oneOf("at-start", AtStart.class) == AtStart.WAIT) {
            RedisBroker broker = RedisBroker.await(settings, redis.duration("try-every", MIN, MAX));
            return new Opened(broker, broker.started());
        }
        try {
            return Opened.usable(
                    RedisBroker.connect(settings).toCompletableFuture().join());
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof BrokerUnavailableException unavailable) {
                throw unavailable.isLasting() ? new ConfigException(unavailable.getMessage()) : unavailable;
            }
            throw failed;
        }
    }

    @Override
    public String describe(Config config) {
        return "Redis at " + settings(config, HistorySettings.none()).address() + " (one node of as many as use it)";
    }

    /** @throws ConfigException if a setting cannot be used */
    public static RedisSettings settings(Config config, HistorySettings history) {
        Reader redis = new Reader(config, "chatka.redis");
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
}
