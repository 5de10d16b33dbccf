package io.chatka.internal.redis;

import io.chatka.api.BrokerUnavailableException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * What a Redis tells about itself, for {@code ./chatka doctor}.
 *
 * @param refusal why it takes no writes, with the remedy; null if it takes them
 * @param layoutTrouble why this version cannot use the keys in it, with the remedy; null if it can
 * @param info its INFO, by field; empty without the permission
 * @param config parts of its CONFIG, by parameter; empty without the permission, as with many
 *     hosted Redis
 * @param latency the median time of a PING
 * @param ahead how far its clock is ahead of ours; negative if it is behind
 */
public record RedisFacts(
        String refusal,
        String layoutTrouble,
        Map<String, String> info,
        Map<String, String> config,
        Duration latency,
        Duration ahead) {
    private static final int PINGS = 21;

    /**
     * Of this many readings of the clock, the quickest counts: its error is at most half of its
     * duration.
     */
    private static final int TIMES = 5;

    /**
     * Connects, asks and disconnects. Blocks for a few command timeouts at most; its threads end
     * soon after.
     *
     * @param clock ours
     * @throws BrokerUnavailableException if it cannot be used at all; the message is one line with
     *     address, cause and remedy
     */
    public static RedisFacts of(RedisSettings settings, Clock clock) throws BrokerUnavailableException {
        Engine engine = new Engine(settings);
        RedisFailure failure = new RedisFailure(settings);
        try {
            // The attempt has a time limit of its own.
            StatefulRedisConnection<String, byte[]> connection =
                    engine.connect().toCompletableFuture().join();
            return ask(settings, clock, failure, connection);
        } catch (CompletionException failed) {
            throw failure.ofConnecting(failed.getCause());
        } finally {
            engine.shutdown();
        }
    }

    private static RedisFacts ask(
            RedisSettings settings,
            Clock clock,
            RedisFailure failure,
            StatefulRedisConnection<String, byte[]> connection) {
        RedisAsyncCommands<String, byte[]> commands = connection.async();
        String refusal = null;
        try {
            // As the broker does at its start.
            within(settings, Pipeline.loadScripts(connection));
            within(
                    settings,
                    Canary.write(commands, settings.keys(), settings.keys().canary("doctor")));
        } catch (CompletionException refused) {
            refusal = failure.reason(refused.getCause()).words();
        }
        long[] nanos = new long[PINGS];
        for (int i = 0; i < PINGS; i++) {
            long start = System.nanoTime();
            orElse(settings, commands.ping(), "");
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        Map<String, String> info = orElse(settings, RedisInfo.info(commands), Map.of());
        Map<String, String> config = orElse(
                settings, RedisInfo.config(commands, "client-output-buffer-limit", "save", "appendonly"), Map.of());
        return new RedisFacts(
                refusal,
                Layout.trouble(orElse(settings, commands.get(settings.keys().layout()), null), settings.keys()),
                info,
                config,
                Duration.ofNanos(nanos[PINGS / 2]),
                ahead(settings, clock, commands));
    }

    /** Compares the answer with our time halfway between question and answer. */
    private static Duration ahead(RedisSettings settings, Clock clock, RedisAsyncCommands<String, byte[]> commands) {
        long ahead = 0;
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < TIMES; i++) {
            long before = clock.millis();
            List<byte[]> time = orElse(settings, commands.time(), List.of());
            long after = clock.millis();
            long took = Math.abs(after - before);
            if (time.size() == 2 && took < shortest) {
                shortest = took;
                ahead = number(time.get(0)) * 1000 + number(time.get(1)) / 1000 - (before + after) / 2;
            }
        }
        return Duration.ofMillis(ahead);
    }

    private static long number(byte[] digits) {
        return Long.parseLong(new String(digits, StandardCharsets.US_ASCII));
    }

    private static <T> T orElse(RedisSettings settings, CompletionStage<T> answer, T otherwise) {
        try {
            return within(settings, answer);
        } catch (CompletionException refused) {
            return otherwise;
        }
    }

    private static <T> T within(RedisSettings settings, CompletionStage<T> answer) {
        return answer.toCompletableFuture()
                .copy()
                .orTimeout(settings.commands().timeout().toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}
