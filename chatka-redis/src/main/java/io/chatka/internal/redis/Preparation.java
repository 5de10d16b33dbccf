package io.chatka.internal.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * What has to work on a new connection for commands before the node uses it: Redis is fit, has our
 * layout and takes writes.
 */
final class Preparation {
    private final RedisSettings settings;
    private final RedisFailure failure;
    private final Acceptance acceptance;
    private final Canary canary;
    private final BooleanSupplier started;

    /**
     * @param started whether the node has used Redis before; then it also takes a Redis that is
     *     slow or full
     */
    Preparation(
            RedisSettings settings,
            RedisFailure failure,
            Acceptance acceptance,
            Canary canary,
            BooleanSupplier started) {
        this.settings = settings;
        this.failure = failure;
        this.acceptance = acceptance;
        this.canary = canary;
        this.started = started;
    }

    /** @return the Redis process, or empty if the node may not ask for it */
    CompletionStage<String> of(StatefulRedisConnection<String, byte[]> connection) {
        RedisAsyncCommands<String, byte[]> commands = connection.async();
        return RedisInfo.info(commands).thenCompose(info -> RedisInfo.config(commands, "client-output-buffer-limit")
                .thenCompose(config -> judge(info, config))
                .thenCompose(fit -> Layout.agree(commands, settings.keys()))
                .thenCompose(agreed -> Pipeline.loadScripts(connection))
                .thenCompose(loaded -> Canary.write(commands, settings.keys(), canary.channel))
                .exceptionallyCompose(this::tolerated)
                .thenApply(written -> RedisRun.of(info)));
    }

    private CompletionStage<Void> judge(Map<String, String> info, Map<String, String> config) {
        RedisJudge judge = new RedisJudge(info, config, settings.allowEviction());
        // A fault that only makes Redis slow stops a start, but not a node that runs.
        Optional<Fault> fault = started.getAsBoolean() ? judge.unusable() : judge.unfit();
        return fault.isPresent()
                ? CompletableFuture.failedFuture(new Fault.FaultException(fault.get()))
                : CompletableFuture.completedFuture(null);
    }

    /**
     * A full Redis is still of use: members can read histories, and hear when it takes messages
     * again.
     */
    private CompletionStage<Long> tolerated(Throwable failed) {
        if (started.getAsBoolean()
                && failure.of(failed).getCause() instanceof RedisFailure.Refused refused
                && refused.lacksResources()) {
            acceptance.refusedFromTheStart(refused);
            canary.soon();
            return CompletableFuture.completedFuture(0L);
        }
        return CompletableFuture.failedFuture(failed);
    }
}
