package io.chatka.internal.cluster;

import java.time.Duration;

/**
 * A clock that counts how many of its own regular notes a node has heard from the broker.
 *
 * <p>The silence of another node means something only while this node can hear. Its own notes show
 * that: none arrives while the broker is away, while this node's subscription delivers nothing, or
 * while this node is paused. Then the clock stands still, and no other node ages. Notes that arrive
 * together, as after a pause, count once. Not thread-safe.
 */
public final class Echoes {
    private final long spacingNanos;
    private long count;
    private long countedAt;

    /** @param spacing the shortest time between two notes that count */
    public Echoes(Duration spacing) {
        this.spacingNanos = spacing.toNanos();
    }

    /**
     * The node heard a note of its own.
     *
     * @param nanoTime a clock of this node that never jumps
     * @return whether it counts
     */
    public boolean heard(long nanoTime) {
        if (count > 0 && nanoTime - countedAt < spacingNanos) {
            return false;
        }
        countedAt = nanoTime;
        count++;
        return true;
    }

    public long count() {
        return count;
    }
}
