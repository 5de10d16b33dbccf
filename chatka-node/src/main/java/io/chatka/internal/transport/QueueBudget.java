package io.chatka.internal.transport;

import io.chatka.internal.meter.Tally;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The memory outside of the heap that may hold what waits for sockets, of a node as a whole. Thread-safe.
 *
 * <p>Above {@value #MOST_PERCENT} % of the direct memory that this JVM may use, the lanes cut off those whose bytes would wait the
 * longest, until {@value #ENOUGH_PERCENT} % are left. What is not counted here (messages under way, what sockets have sent, the
 * allocator's own waste) has the rest.
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

    /** Whether it is more than may be. */
    boolean isOver() {
        boolean over = bytes() > most(max);
        if (over) {
            tight = true;
        }
        return over;
    }

    /** Whether it was more than may be, and has not been found to be less than enough since. */
    public boolean isTight() {
        if (tight && percent() < ENOUGH_PERCENT) {
            tight = false;
            return true;
        }
        return tight;
    }

    /** Which part of what it has queued a lane may keep, so that all together have enough room again. */
    double toKeep() {
        return Math.min(1, (double) (max / 100 * ENOUGH_PERCENT) / Math.max(1, bytes()));
    }
}
