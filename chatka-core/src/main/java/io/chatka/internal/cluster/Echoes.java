package io.chatka.internal.cluster;

import java.time.Duration;

/**
 * Time as a node hears it: how many of its own regular notes it has heard.
 *
 * <p>A silent node is gone only if this one would have heard it, and the own notes show that: none
 * arrives while the broker is away, while this node's subscription is deaf, or while this node
 * stands still. Then no other node ages either. Notes that arrive together, as after a pause, count
 * once. Not thread-safe.
 */
public final class Echoes {
    private final long spacingNanos;
    private long count;
    private long countedAt;

    /** @param spacing the time between two notes from which on they count as two */
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
