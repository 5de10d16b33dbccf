package io.chatka.internal.meter;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Percentiles of the durations of about the last {@value #TURNS} seconds, within an eighth: eight
 * buckets for each power of two. Thread-safe; recording costs one atomic addition.
 */
public final class RecentLatency implements Latency {
    private static final int TURNS = 10;
    private static final int PER_POWER = 8;

    private final Latency also;
    private final AtomicLongArray counts = new AtomicLongArray(Long.SIZE * PER_POWER);

    /** The counts at each of the last turns. Guarded by this. */
    private final long[][] before = new long[TURNS][counts.length()];

    private int turn;

    /** @param also gets each duration, too */
    public RecentLatency(Latency also) {
        this.also = also;
    }

    @Override
    public void record(long nanos) {
        counts.getAndIncrement(bucket(Math.max(PER_POWER, nanos)));
        also.record(nanos);
    }

    /** Called each second: forgets what is too long ago. */
    public synchronized void turn() {
        for (int i = 0; i < counts.length(); i++) {
            before[turn][i] = counts.get(i);
        }
        turn = (turn + 1) % TURNS;
    }

    /**
     * The duration in nanoseconds that this part of all were shorter than; 0 if there were none.
     *
     * @param part such as 0.99
     */
    public synchronized long percentile(double part) {
        long[] oldest = before[turn];
        long all = 0;
        for (int i = 0; i < oldest.length; i++) {
            all += counts.get(i) - oldest[i];
        }
        long left = (long) Math.ceil(all * part);
        for (int i = 0; i < oldest.length && left > 0; i++) {
            left -= counts.get(i) - oldest[i];
            if (left <= 0) {
                return end(i);
            }
        }
        return 0;
    }

    private static int bucket(long nanos) {
        int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
        return power * PER_POWER + (int) (nanos >>> power - 3) - PER_POWER;
    }

    /** The duration that the bucket ends before. */
    private static long end(int bucket) {
        return (long) (bucket % PER_POWER + PER_POWER + 1) << bucket / PER_POWER - 3;
    }
}
