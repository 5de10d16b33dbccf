package io.chatka.internal.transport;

import io.chatka.internal.meter.Tally;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * How much direct memory may hold what waits for sockets, in the whole node. Thread-safe.
 *
 * <p>Above {@value #MOST_PERCENT} % of the direct memory that this JVM may use, the lanes cut off
 * the connections whose bytes would wait the longest, until {@value #ENOUGH_PERCENT} % are left.
 * The rest is for what is not counted here: messages under way, bytes from clients, the allocator's
 * own waste.
 */
public final class QueueBudget {
    static final int MOST_PERCENT = 60;
    static final int ENOUGH_PERCENT = 50;

    private final long max;
    private volatile boolean tight;
    private final List<Tally> lanes = new CopyOnWriteArrayList<>();

    /** @param max bytes of direct memory */
    QueueBudget(long max) {
        this.max = max;
    }

    /** Of this JVM. */
    static QueueBudget ofThisJvm() {
        return new QueueBudget(DirectMemory.bound());
    }

    /** A lane's share of what is used, which the lane keeps up to date. */
    Tally addLane() {
        Tally lane = new Tally();
        lanes.add(lane);
        return lane;
    }

    /** Bytes that wait for sockets; those that several share count once for each lane. */
    public long bytes() {
        long bytes = 0;
        for (Tally lane : lanes) {
            bytes += lane.get();
        }
        return bytes;
    }

    /** Bytes at which the slowest readers are cut off. */
    public static long most(long directMemory) {
        return directMemory / 100 * MOST_PERCENT;
    }

    /** The same in percent of direct memory. */
    public int percent() {
        return (int) (bytes() * 100 / max);
    }

    /** Whether more waits than the upper bound. */
    boolean isOver() {
        boolean over = bytes() > most(max);
        if (over) {
            tight = true;
        }
        return over;
    }

    /**
     * Whether more waited than the upper bound, and not yet less than the lower one. True at least
     * once after each excess, however short.
     */
    public boolean isTight() {
        if (tight && percent() < ENOUGH_PERCENT) {
            tight = false;
            return true;
        }
        return tight;
    }

    /**
     * The part of its bytes that a lane may keep, so that all together get below the lower bound.
     */
    double toKeep() {
        return Math.min(1, (double) (max / 100 * ENOUGH_PERCENT) / Math.max(1, bytes()));
    }
}
