package io.chatka.internal.actor;

import io.chatka.internal.config.Rate;

/**
 * A rate limit, as a leaky bucket that keeps one number: the generic cell rate algorithm (ITU-T
 * I.371, annex A). Not thread-safe.
 */
public final class RateLimit {
    private final long intervalNanos;
    private final long burstNanos;
    private long fullAt;

    /** @param now nanoseconds of a monotonic clock */
    public RateLimit(Rate rate, long now) {
        this.intervalNanos = rate.count() == 0 ? 0 : Math.max(1, rate.per().toNanos() / rate.count());
        this.burstNanos = intervalNanos * rate.count();
        this.fullAt = now;
    }

    /** Takes one permit. Returns 0, or the nanoseconds until one is available. */
    public long take(long now) {
        return take(now, 1);
    }

    /**
     * Takes all of these permits or none. Returns 0, or the nanoseconds until all are available.
     */
    public long take(long now, int count) {
        long wait = waitFor(now, count);
        if (wait == 0 && intervalNanos != 0) {
            fullAt = from(now) + cost(count);
        }
        return wait;
    }

    /**
     * Nanoseconds until that many permits are available; 0 if they are available now. Takes none.
     */
    long waitFor(long now, int count) {
        return intervalNanos == 0 ? 0 : Math.max(0, from(now) + cost(count) - now - burstNanos);
    }

    /** Whether the whole burst is available. */
    boolean isFull(long now) {
        return fullAt - now <= 0;
    }

    private long from(long now) {
        return fullAt - now > 0 ? fullAt : now;
    }

    /**
     * A request for more than the burst costs the whole burst; otherwise it would wait for ever.
     */
    private long cost(int count) {
        return Math.min(count * intervalNanos, burstNanos);
    }
}
