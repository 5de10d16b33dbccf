package io.chatka.internal.actor;

import io.chatka.internal.config.LimitSettings;
import io.chatka.internal.config.Rate;

/**
 * How much may be done of everything that is {@link Rated}, by one connection, one user or one
 * address. Each rate is made on first use. Thread-safe.
 */
final class Budget {
    private final LimitSettings.Rates rates;
    private final int factor;
    private final RateLimit[] limits = new RateLimit[Rated.values().length];

    /** @param factor how many times the rate of a connection */
    Budget(LimitSettings.Rates rates, int factor) {
        this.rates = rates;
        this.factor = factor;
    }

    Rate rate(Rated what) {
        Rate rate = what.rate(rates);
        return factor == 1
                ? rate
                : new Rate((int) Math.min(Integer.MAX_VALUE, (long) rate.count() * factor), rate.per());
    }

    /** Nanoseconds until so much may be done; 0 for now. Takes nothing. */
    synchronized long waitFor(Rated what, long now, int count) {
        return limit(what, now).waitFor(now, count);
    }

    synchronized void take(Rated what, long now, int count) {
        limit(what, now).take(now, count);
    }

    /** Whether everything may be done to the full again, as if nothing had been done. */
    synchronized boolean isFull(long now) {
        for (RateLimit limit : limits) {
            if (limit != null && !limit.isFull(now)) {
                return false;
            }
        }
        return true;
    }

    private RateLimit limit(Rated what, long now) {
        int index = what.ordinal();
        if (limits[index] == null) {
            limits[index] = new RateLimit(rate(what), now);
        }
        return limits[index];
    }
}
