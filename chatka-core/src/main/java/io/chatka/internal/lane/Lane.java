package io.chatka.internal.lane;

import io.chatka.internal.meter.LaneMeter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/**
 * One event loop: a thread that owns sockets and runs short tasks between reading from them and
 * writing to them.
 *
 * <p>{@link #execute} and {@link #atEndOfTurn} may be called from any thread. No task may block.
 */
public interface Lane extends Executor {

    /** From 0, consecutive. */
    int index();

    /**
     * Runs the task once, after everything else in the lane's current turn, or in its next one if
     * it sleeps.
     */
    void atEndOfTurn(Runnable task);

    /** Runs the task on the lane after this time; called on the lane only. */
    void after(Duration delay, Runnable task);

    /**
     * Joins texts into one shared frame; called on the lane only.
     *
     * @param texts UTF-8; each becomes a WebSocket text frame
     * @return owned by the caller, who has to release it
     */
    SharedFrame share(List<byte[]> texts);

    /**
     * Replaces texts that wait for the sockets of this lane, except one of which a socket has a part;
     * called on the lane only.
     *
     * @param change given a text, UTF-8, returns that very array to keep the text, or another array
     *     of the same length
     */
    void rewrite(UnaryOperator<byte[]> change);

    /** What this lane counts; written on the lane only. */
    LaneMeter meter();
}
