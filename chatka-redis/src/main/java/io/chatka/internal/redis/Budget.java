package io.chatka.internal.redis;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Bounds the commands on their way to Redis, in number and in bytes. Any thread. */
final class Budget {
    private final int maxCalls;
    private final long maxBytes;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    Budget(RedisSettings settings) {
        this.maxCalls = settings.commands().max();
        this.maxBytes = settings.commands().maxBytes();
    }

    /** Returns whether the command fits; if so, {@link #giveBack} must follow. */
    boolean take(int size) {
        boolean fits = calls.incrementAndGet() <= maxCalls;
        fits &= bytes.addAndGet(size) <= maxBytes;
        if (!fits) {
            giveBack(size);
        }
        return fits;
    }

    void giveBack(int size) {
        calls.decrementAndGet();
        bytes.addAndGet(-size);
    }
}
