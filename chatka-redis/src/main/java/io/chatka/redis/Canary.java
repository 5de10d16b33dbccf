package io.chatka.redis;

import io.chatka.broker.Epochs;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A message to oneself, out by the connection for commands and back by the one for subscriptions. A Pub/Sub connection can
 * be deaf for hours while it still answers pings; who hears its own canary hears the rooms, too. On the loop only.
 */
final class Canary {
    private static final byte[] NOTE = Envelope.note(new byte[0]);

    final String channel;
    private final Pipeline pipeline;
    private CompletableFuture<Void> flying = CompletableFuture.completedFuture(null);

    Canary(Pipeline pipeline, Keys keys) {
        this.channel = keys.canary(Epochs.next());
        this.pipeline = pipeline;
    }

    /** Completes when it is heard again; without a connection for commands, when the other one answers a ping. */
    CompletionStage<?> fly(StatefulRedisPubSubConnection<String, Envelope> connection) {
        if (!pipeline.up()) {
            return connection.async().ping();
        }
        flying = new CompletableFuture<>();
        CompletableFuture<Void> mine = flying;
        pipeline.submit(NOTE.length, commands -> commands.publish(channel, NOTE), receivers -> receivers)
                .whenComplete((receivers, failure) -> {
                    if (failure != null) {
                        // Nothing is known about the other connection then.
                        mine.complete(null);
                    }
                });
        return mine;
    }

    void heard() {
        flying.complete(null);
    }
}
