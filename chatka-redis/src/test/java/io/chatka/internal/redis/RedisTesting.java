package io.chatka.internal.redis;

import static org.awaitility.Awaitility.await;

import io.chatka.api.BrokerUnavailableException;
import io.chatka.internal.broker.Broker;
import io.chatka.internal.broker.HistorySettings;
import io.chatka.internal.broker.Position;
import io.chatka.internal.broker.Publication;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.core.ThrowingRunnable;

/** What the tests against a real Redis share. */
final class RedisTesting {
    private RedisTesting() {}

    static RedisBroker connect(RealRedis redis) {
        return get(RedisBroker.connect(unhurried(redis.uri())));
    }

    /** For what shows what becomes of a command that is not answered. */
    static RedisBroker connectWithDeadline(RealRedis redis) {
        return get(RedisBroker.connect(usual(redis.uri(), Duration.ofSeconds(4))));
    }

    /** As usual, but a machine that stands still for a moment makes no command fail. */
    static RedisSettings unhurried(String uri) {
        return usual(uri, Duration.ofSeconds(20));
    }

    private static RedisSettings usual(String uri, Duration commandTimeout) {
        return usual(uri, RedisSettings.DEFAULT_PREFIX, commandTimeout);
    }

    static RedisSettings withPrefix(String uri, String prefix) {
        return usual(uri, prefix, Duration.ofSeconds(20));
    }

    private static RedisSettings usual(String uri, String prefix, Duration commandTimeout) {
        RedisSettings usual = RedisSettings.of(uri);
        return new RedisSettings(
                uri,
                prefix,
                commandTimeout,
                usual.maxQueuedCommands(),
                usual.maxQueuedBytes(),
                usual.reconnectMin(),
                usual.reconnectMax(),
                usual.pingInterval(),
                usual.keyRetention(),
                usual.positionCheck(),
                usual.allowEviction(),
                usual.history());
    }

    /** A quarter of the usual deadline: only for what never answers. */
    static RedisSettings impatient(String uri) {
        return settings(uri, Duration.ofMillis(500));
    }

    /** The usual deadline, short delays, many pings, a short queue. */
    static RedisSettings watchful(String uri) {
        return settings(uri, Duration.ofSeconds(2));
    }

    /** For what is slow on a busy machine, such as the first TLS handshake of a JVM. */
    static RedisSettings patient(String uri) {
        return settings(uri, Duration.ofSeconds(8));
    }

    /** Compares positions all the time, but pings so seldom that nothing is noticed by that. */
    static RedisSettings checking(String uri) {
        return settings(uri, Duration.ofSeconds(8), Duration.ofHours(1));
    }

    private static RedisSettings settings(String uri, Duration commandTimeout) {
        return settings(uri, commandTimeout, Duration.ofMillis(100));
    }

    private static RedisSettings settings(String uri, Duration commandTimeout, Duration ping) {
        return new RedisSettings(
                uri,
                RedisSettings.DEFAULT_PREFIX,
                commandTimeout,
                100,
                1 << 20,
                Duration.ofMillis(20),
                Duration.ofMillis(100),
                ping,
                Duration.ofHours(1),
                Duration.ofMillis(200),
                false,
                HistorySettings.defaults());
    }

    static Publication publication(String text) {
        return publication(text, null);
    }

    static Publication publication(String text, String key) {
        return new Publication("message", ("\"text\":\"" + text + "\"").getBytes(StandardCharsets.UTF_8), key);
    }

    static Position publish(Broker broker, String room, String text) {
        return get(broker.rooms().publish(room, publication(text))).position();
    }

    /** Null if the broker was not available. */
    static Position tryPublish(Broker broker, String room) {
        try {
            return publish(broker, room, "try");
        } catch (BrokerUnavailableException e) {
            return null;
        }
    }

    /** The stage's result, or its failure thrown. */
    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    static void eventually(ThrowingRunnable assertion) {
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).untilAsserted(assertion);
    }
}
