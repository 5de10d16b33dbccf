package io.chatka.internal.cluster;

import java.time.Duration;

/**
 * Time as a node hears it: how many of its own regular notes came back to it.
 *
 * <p>A node that is silent is gone only if this one would have heard it. Own notes tell: none of them comes back while the
 * broker is away, while this node's subscription is deaf, or while this node itself stands still, and then nobody else grows
 * older either. Notes that come back together, as after a pause, count once. Not thread-safe.
 */
public final class Echoes {
    private final long spacingNanos;
    private long count;
    private long countedAt;

    /** @param spacing how far apart two notes have to be heard to count as two */
    public Echoes(Duration spacing) {
        this.spacingNanos = spacing.toNanos();
    }

    /**
     * A note of this node's came back.
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
