package io.chatka.internal.transport;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Decides when an event that may happen very often is logged: the first time, and again after a
 * minute without it. Thread-safe.
 */
public final class LogThrottle {
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long NEVER = Long.MIN_VALUE;

    private final AtomicLong lastTime = new AtomicLong(NEVER);

    /** The event has happened; returns whether to log it. */
    public boolean shouldLog(long nanoTime) {
        long last = lastTime.getAndSet(nanoTime);
        return last == NEVER || nanoTime - last > QUIET_NANOS;
    }
}
