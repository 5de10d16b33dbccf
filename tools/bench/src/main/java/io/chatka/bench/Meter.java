package io.chatka.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/** What one event loop measures. Written by that loop only; the counters may be read by anybody. */
final class Meter {
    private static final long HIGHEST = TimeUnit.MINUTES.toMicros(10);

    /**
     * From when a message was due to when a member had it, in microseconds, since the last {@link
     * #turn}.
     */
    Histogram recent = histogram();
    /** The same, all of it. */
    final Histogram latency = histogram();
    /** From when a message was due to when every member had it. */
    final Histogram complete = histogram();
    /** By how much messages were sent later than they were due: the generator's own fault. */
    final Histogram late = histogram();
    /** From the start of the TCP connect to the end of the handshake. */
    final Histogram connect = histogram();
    /** From the start of the TCP connect to the {@code joined} event. */
    final Histogram join = histogram();

    final AtomicLong deliveries = new AtomicLong();
    final AtomicLong bytes = new AtomicLong();
    /** When the last message came, by the run's clock. */
    long lastDelivery;

    static Histogram histogram() {
        return new Histogram(1, HIGHEST, 3);
    }

    static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.min(Math.max(nanos, 0) / 1000, HIGHEST));
    }

    /** Adds the recent values to the whole, and returns a copy of them. */
    Histogram turn() {
        Histogram copy = recent.copy();
        latency.add(recent);
        recent.reset();
        return copy;
    }
}
