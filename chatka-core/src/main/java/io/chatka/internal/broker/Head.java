package io.chatka.internal.broker;

import java.util.Objects;

/**
 * Where a room's order stands, and where it began.
 *
 * @param epoch see {@link Position#epoch}
 * @param first the seq after which the epoch began: its first event has the next one. A node that
 *     meets an epoch, at whatever time, counts it from here
 * @param seq of the last event; {@code first} before there is any
 * @param before the epoch before this one, with its last seq that a node has seen; null if there
 *     was none or no node knew it. The history still has its events up to {@code first}; the others
 *     are lost
 */
public record Head(String epoch, long first, long seq, Position before) {
    public Head {
        Objects.requireNonNull(epoch, "epoch");
    }

    /** The head of a room's first epoch. */
    public static Head of(String epoch, long seq) {
        return new Head(epoch, 0, seq, null);
    }

    public Position position() {
        return new Position(epoch, seq);
    }

    /** Whether this epoch came right after the other one. */
    public boolean follows(String other) {
        return before != null && before.epoch().equals(other);
    }
}
