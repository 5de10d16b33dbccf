package io.chatka.internal.node;

import io.chatka.internal.fault.FaultLog;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The thread of a node for short periodic tasks, beside its event loops. */
final class Housekeeping implements AutoCloseable {
    private static final FaultLog FAULTS = FaultLog.of(Housekeeping.class);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "chatka-housekeeping");
        thread.setDaemon(true);
        return thread;
    });

    /** For parts that schedule their tasks themselves; ended by {@link #close}. */
    ScheduledExecutorService timer() {
        return timer;
    }

    /**
     * Runs a task at once and then at this interval, until the node closes. A task that throws runs
     * again.
     */
    void regularly(Runnable task, Duration every) {
        timer.scheduleWithFixedDelay(
                () -> FAULTS.attempt("a regular task failed; it is tried again", task),
                0,
                every.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
