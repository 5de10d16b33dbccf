package io.chatka.internal.redis;

import io.chatka.api.BrokerUnavailableException;
import io.chatka.internal.broker.Epochs;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.netty.util.concurrent.EventExecutor;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A message that a node sends to itself, over the connection for commands and back over the one for
 * subscriptions. A Pub/Sub connection can be deaf for hours while it still answers pings, and a
 * Redis that answers pings can refuse every message. A node that hears its canary also hears the
 * rooms, and can publish in them. On the loop only, except {@link #soon}.
 */
final class Canary {
    private static final String ROOM = "~canary";
    private static final byte[] NOTE = Envelope.note(new byte[0]);
    private static final byte[] KEPT_MILLIS = "60000".getBytes(StandardCharsets.US_ASCII);

    /** The time from a refused canary to the next one. */
    private static final long AGAIN_MILLIS = 500;

    final String channel;
    private final EventExecutor loop;
    private final Keys keys;
    private final Pipeline pipeline;
    private final Acceptance acceptance;
    private final AtomicBoolean anotherDue = new AtomicBoolean();
    private CompletableFuture<Void> flying = CompletableFuture.completedFuture(null);

    Canary(EventExecutor loop, Pipeline pipeline, Acceptance acceptance, Keys keys) {
        this.channel = keys.canary(Epochs.next());
        this.keys = keys;
        this.loop = loop;
        this.pipeline = pipeline;
        this.acceptance = acceptance;
    }

    /**
     * Completes when the canary is back. Without a connection for commands there is no canary; then
     * it completes when this connection answers a ping.
     */
    CompletionStage<?> fly(StatefulRedisPubSubConnection<String, Envelope> connection) {
        return pipeline.up() ? fly() : connection.async().ping();
    }

    void heard() {
        flying.complete(null);
    }

    /** Sends a canary in {@value #AGAIN_MILLIS} ms, one for all calls until then; any thread. */
    void soon() {
        if (anotherDue.compareAndSet(false, true)) {
            try {
                loop.schedule(
                        () -> {
                            anotherDue.set(false);
                            if (pipeline.up()) {
                                fly();
                            }
                        },
                        AGAIN_MILLIS,
                        TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException closed) {
                // The broker is closed; nobody needs the answer.
            }
        }
    }

    /** Does once what publishing does. The scripts have to be loaded. */
    static RedisFuture<Long> write(RedisAsyncCommands<String, byte[]> commands, Keys keys, String channel) {
        return commands.evalsha(
                Script.CANARY.sha(),
                ScriptOutputType.INTEGER,
                new String[] {keys.meta(ROOM), keys.history(ROOM), keys.key(ROOM, "last")},
                channel.getBytes(StandardCharsets.US_ASCII),
                NOTE,
                KEPT_MILLIS);
    }

    private CompletionStage<Void> fly() {
        flying = new CompletableFuture<>();
        CompletableFuture<Void> mine = flying;
        pipeline.submit(NOTE.length, commands -> write(commands, keys, channel), receivers -> receivers)
                .whenComplete((receivers, failure) -> {
                    if (failure == null) {
                        acceptance.canaryTaken();
                    } else {
                        // This says nothing about the other connection.
                        mine.complete(null);
                        refused(failure);
                    }
                });
        return mine;
    }

    private void refused(Throwable failure) {
        if (failure instanceof BrokerUnavailableException away
                && away.getCause() instanceof RedisFailure.Refused refused) {
            if (refused.code.equals("WRONGTYPE")) {
                // Another program has changed the canary's own keys. Messages do not use them.
                acceptance.canaryTaken();
                return;
            }
            acceptance.canaryRefused(refused);
            soon();
        }
    }
}
