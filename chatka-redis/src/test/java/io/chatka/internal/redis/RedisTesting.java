package io.chatka.internal.redis;

import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.chatka.api.BrokerUnavailableException;
import io.chatka.internal.broker.Broker;
import io.chatka.internal.broker.HistorySettings;
import io.chatka.internal.broker.Position;
import io.chatka.internal.broker.Publication;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
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

    /** For tests of commands that are not answered. */
    static RedisBroker connectWithDeadline(RealRedis redis) {
        return get(RedisBroker.connect(settings(redis.uri(), "command-timeout", "4s")));
    }

    /** The defaults, but no command fails because the machine was paused for a moment. */
    static RedisSettings unhurried(String uri) {
        return settings(uri, "command-timeout", "20s");
    }

    static RedisSettings withPrefix(String uri, String prefix) {
        return settings(uri, "command-timeout", "20s", "prefix", prefix);
    }

    /** A quarter of the default deadline: only for a Redis that never answers. */
    static RedisSettings impatient(String uri) {
        return watchful(uri, "command-timeout", "500ms");
    }

    /** For steps that are slow on a busy machine, such as the first TLS handshake of a JVM. */
    static RedisSettings patient(String uri) {
        return watchful(uri, "command-timeout", "8s");
    }

    /** Compares positions all the time, but pings so rarely that pings find nothing. */
    static RedisSettings checking(String uri) {
        return watchful(uri, "command-timeout", "8s", "ping", "1h");
    }

    /** The default deadline, short delays, many pings, a short queue. */
    static RedisSettings watchful(String uri, String... changes) {
        Map<String, Object> values = new HashMap<>(Map.of(
                "queue-commands", 100,
                "queue-bytes", "1MiB",
                "reconnect-min", "20ms",
                "reconnect-max", "100ms",
                "ping", "100ms",
                "keep", "1h",
                "check", "200ms"));
        return read(uri, values, changes);
    }

    /** The defaults with changes: pairs of a key below {@code chatka.redis} and its value. */
    static RedisSettings settings(String uri, String... changes) {
        return read(uri, new HashMap<>(), changes);
    }

    private static RedisSettings read(String uri, Map<String, Object> values, String... changes) {
        values.put("url", uri);
        for (int i = 0; i < changes.length; i += 2) {
            values.put(changes[i], changes[i + 1]);
        }
        return RedisSettings.read(
                ConfigFactory.parseMap(values).atPath("chatka.redis").withFallback(ConfigFactory.defaultReference()),
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

    /** Null if the broker was unavailable. */
    static Position tryPublish(Broker broker, String room) {
        try {
            return publish(broker, room, "try");
        } catch (BrokerUnavailableException e) {
            return null;
        }
    }

    /** Returns the stage's result, or throws its failure. */
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
