package io.chatka.server;

import com.typesafe.config.Config;
import io.chatka.broker.Broker;
import io.chatka.broker.BrokerUnavailableException;
import io.chatka.broker.EmbeddedBroker;
import io.chatka.broker.HistorySettings;
import io.chatka.config.ChatSettings;
import io.chatka.config.ConfigException;
import io.chatka.config.Reader;
import io.chatka.redis.RedisBroker;
import io.chatka.redis.RedisSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the broker that the settings ask for. */
final class Brokers {
    private static final Logger LOG = LoggerFactory.getLogger(Brokers.class);
    static final Duration MIN = Duration.ofMillis(1);
    static final Duration MAX = Duration.ofDays(365);

    /** What to do when Redis cannot be used at the start. */
    enum AtStart {
        EXIT,
        WAIT
    }

    private Brokers() {}

    /**
     * Blocks until the broker can be used.
     *
     * @throws ConfigException if a setting cannot be used, or Redis cannot and is not to be waited for
     */
    static Broker open(Config config, ChatSettings chat) {
        Reader redis = new Reader(config, "chatka.redis");
        if (redis.string("url").isEmpty()) {
            return new EmbeddedBroker(Clock.systemUTC(), System::nanoTime, chat.embedded());
        }
        RedisSettings settings = settings(redis, chat.history());
        AtStart atStart = redis.oneOf("at-start", AtStart.class);
        Duration tryEvery = redis.duration("try-every", MIN, MAX);
        for (boolean told = false; ; told = true) {
            try {
                return RedisBroker.connect(settings).toCompletableFuture().join();
            } catch (CompletionException failed) {
                String reason = reason(failed);
                if (atStart == AtStart.EXIT) {
                    throw new ConfigException(reason);
                }
                if (!told) {
                    LOG.warn("{}; trying again every {} ms", reason, tryEvery.toMillis());
                }
                sleep(tryEvery);
            }
        }
    }

    /** @throws ConfigException if a setting cannot be used */
    static RedisSettings settings(Reader redis, HistorySettings history) {
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

    private static String reason(CompletionException failed) {
        if (failed.getCause() instanceof BrokerUnavailableException unavailable) {
            return unavailable.getMessage();
        }
        throw failed;
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException interrupted) {
            throw new ConfigException("interrupted while waiting for Redis");
        }
    }

    /** For the line at the start. */
    static String describe(Config config) {
        Reader redis = new Reader(config, "chatka.redis");
        return redis.string("url").isEmpty()
                ? "embedded (this node stands alone, and a restart forgets every room)"
                : "Redis at " + settings(redis, HistorySettings.none()).address() + " (one node of as many as use it)";
    }
}
