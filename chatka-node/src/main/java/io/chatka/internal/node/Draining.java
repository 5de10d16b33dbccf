package io.chatka.internal.node;

import io.chatka.internal.actor.ChatSupervisor;
import io.chatka.internal.cluster.DrainPlan;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drains a node: it takes no new clients, and tells those connected when to reconnect. */
final class Draining {
    private static final Logger LOG = LoggerFactory.getLogger(Draining.class);
    private static final Duration POLL = Duration.ofMillis(20);

    private Draining() {}

    /** Blocks until every client has gone, or the drain time is over. */
    static void drain(Parts parts, NodeSettings.Drain settings) {
        parts.health().draining();
        parts.peers().announce();
        if (!settings.after().isZero()) {
            LOG.info(
                    "stopping: no longer ready; the drain of the clients begins in {} ms",
                    settings.after().toMillis());
            awaitUntil(settings.after(), () -> false);
        }
        var transport = parts.transport();
        transport.stopListening();
        int leaving = transport.connections();
        DrainPlan plan =
                DrainPlan.plan(leaving, settings.time(), parts.peers().spare(), transport.handshakesPerSecond());
        if (leaving > 0) {
            LOG.info(
                    "stopping: the node asks {} clients to reconnect elsewhere within {} ms; other nodes have room for {} of them",
                    leaving,
                    plan.over().toMillis(),
                    Math.min(leaving, parts.peers().spare().free()));
        }
        parts.actors().tell(new ChatSupervisor.Drain(plan));
        awaitUntil(settings.time(), () -> transport.connections() == 0);
    }

    private static void awaitUntil(Duration longest, BooleanSupplier done) {
        long deadline = System.nanoTime() + longest.toNanos();
        while (!done.getAsBoolean() && System.nanoTime() - deadline < 0) {
            try {
                Thread.sleep(POLL.toMillis());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
