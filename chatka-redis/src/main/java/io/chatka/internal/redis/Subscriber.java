package io.chatka.internal.redis;

import io.chatka.internal.broker.EventListener;
import io.chatka.internal.broker.Head;
import io.chatka.internal.fault.FaultLog;
import io.netty.util.concurrent.Future;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One listener of one room's events. Events may reach it from the moment it is attached, before its
 * position is known.
 */
final class Subscriber {
    private static final FaultLog FAULTS = FaultLog.of(Subscriber.class);

    enum State {
        /** Waits for its first position. */
        JOINING,
        LIVE,
        /** Has heard that the broker is lost, and waits for a position. */
        LOST
    }

    final EventListener listener;
    final CompletableFuture<Head> joined = new CompletableFuture<>();

    /** Ends the wait for the first position. */
    Future<?> deadline;

    /** Changed on the loop only. */
    State state = State.JOINING;

    /** Set by the thread that unsubscribes. */
    volatile boolean ended;

    Subscriber(EventListener listener) {
        this.listener = listener;
    }

    boolean needsPosition() {
        return state != State.LIVE;
    }

    /** A listener must not throw; if one does, the others are still called. */
    void tell(Consumer<EventListener> message) {
        if (ended) {
            return;
        }
        try {
            message.accept(listener);
        } catch (Throwable fault) {
            FAULTS.report("a listener threw; it must not", fault);
        }
    }

    void lost() {
        if (state == State.LIVE) {
            state = State.LOST;
            tell(EventListener::onLost);
        }
    }

    void positioned(Head head) {
        State before = state;
        state = State.LIVE;
        if (before == State.JOINING) {
            endWait();
            joined.complete(head);
        } else if (before == State.LOST) {
            tell(listener -> listener.onResumed(head));
        }
    }

    void checked(Head head) {
        if (state == State.LIVE) {
            tell(listener -> listener.onPosition(head));
        }
    }

    void endWait() {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }
}
