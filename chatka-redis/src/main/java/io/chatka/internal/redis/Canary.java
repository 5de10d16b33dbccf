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
 * A message to oneself, out by the connection for commands and back by the one for subscriptions. A Pub/Sub connection can
 * be deaf for hours while it still answers pings, and a Redis that answers them can refuse every message; who hears its own
 * canary hears the rooms, too, and can publish in them. On the loop only, but for {@link #soon}.
 */
final class Canary {
    private static final String ROOM = "~canary";
    private static final byte[] NOTE = Envelope.note(new byte[0]);
    private static final byte[] KEPT_MILLIS = "60000".getBytes(StandardCharsets.US_ASCII);

    /** Until the next one where one was refused. */
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

    /** Completes when it is heard again; without a connection for commands, when the other one answers a ping. */
    CompletionStage<?> fly(StatefulRedisPubSubConnection<String, Envelope> connection) {
        return pipeline.up() ? fly() : connection.async().ping();
    }

    void heard() {
        flying.complete(null);
    }

    /** Lets one fly soon, once for all who ask for it; any thread. */
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
                // Nothing more has to be known.
            }
        }
    }

    /** Does once what publishing does; the scripts have to be there. */
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
                        // Nothing is known about the other connection then.
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
                // Somebody spoiled these keys, which is nobody else's fault.
                acceptance.canaryTaken();
                return;
            }
            acceptance.canaryRefused(refused);
            soon();
        }
    }
}
