package io.chatka.internal.actor;

import io.chatka.internal.cluster.DrainPlan;
import io.chatka.internal.protocol.CloseCode;
import java.time.Duration;
import java.util.Queue;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Closes a node's connections at the pace of a plan, each with its own time to reconnect. Used by
 * the supervisor only.
 */
final class Draining {
    private final DrainPlan plan;
    private final Queue<ActorRef<UserActor.Command>> open;
    private final LongSupplier nanoTime;
    private final long begunAt;
    private int closed;

    /** @param open the connections that the plan is for; this class removes each that it closes */
    Draining(DrainPlan plan, Queue<ActorRef<UserActor.Command>> open, LongSupplier nanoTime) {
        this.plan = plan;
        this.open = open;
        this.nanoTime = nanoTime;
        this.begunAt = nanoTime.getAsLong();
    }

    /** Closes the connections whose turn it is; returns whether more are to come. */
    boolean closeDue() {
        Duration since = Duration.ofNanos(nanoTime.getAsLong() - begunAt);
        boolean over = since.compareTo(plan.over()) >= 0;
        int due = plan.toldAfter(since);
        // When the plan is over, close all: some may have opened after it counted them.
        while (!open.isEmpty() && (over || closed < due)) {
            close(open.poll());
        }
        return !open.isEmpty();
    }

    /** Closes a connection now: its turn has come, or it was opened while the node drains. */
    void close(ActorRef<UserActor.Command> user) {
        user.tell(new UserActor.Close(CloseCode.RESTART, plan.reconnectMillis(closed++)));
    }
}
