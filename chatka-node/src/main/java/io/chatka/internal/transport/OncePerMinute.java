package io.chatka.internal.transport;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** When something that may happen very often is worth a line: the first time, and again after a minute without it. Thread-safe. */
public final class OncePerMinute {
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long NEVER = Long.MIN_VALUE;

    private final AtomicLong lastTime = new AtomicLong(NEVER);

    /** It has happened. Returns whether to say so. */
    public boolean isNews(long nanoTime) {
        long last = lastTime.getAndSet(nanoTime);
        return last == NEVER || nanoTime - last > QUIET_NANOS;
    }
}
