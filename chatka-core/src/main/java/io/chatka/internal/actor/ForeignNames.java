package io.chatka.internal.actor;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds how many names of other nodes' members this node keeps, for all of its rooms together.
 * Thread-safe.
 */
final class ForeignNames {
    /** About 200 bytes each. */
    private static final int MOST = 100_000;

    private final AtomicInteger kept = new AtomicInteger();

    /** Takes a place for one more; returns false if there is none. */
    boolean take() {
        if (kept.incrementAndGet() <= MOST) {
            return true;
        }
        kept.decrementAndGet();
        return false;
    }

    void release() {
        kept.decrementAndGet();
    }
}
