package io.chatka.internal.broker;

import java.util.Objects;

/**
 * Where a room's order stands, and where it began.
 *
 * @param epoch see {@link Position#epoch}
 * @param first the seq after which the epoch began: its first event has {@code first + 1}. Every
 *     node counts the epoch from here, no matter when it learns of it
 * @param seq of the last event; {@code first} before there is any
 * @param before the epoch before this one, and the last seq in it that any node saw; null if there
 *     was none or no node knew it. Its events up to {@code first} may still be in the history, its
 *     later ones are lost
 * @param version of the room's {@link RoomState}
 */
public record Head(String epoch, long first, long seq, Position before, long version) {
    public Head {
        Objects.requireNonNull(epoch, "epoch");
    }

    /** Of a room that no moderator has changed. */
    public Head(String epoch, long first, long seq, Position before) {
        this(epoch, first, seq, before, RoomState.OPEN.version());
    }

    /** The head of a room's first epoch. */
    public static Head of(String epoch, long seq) {
        return new Head(epoch, 0, seq, null);
    }

    public Position position() {
        return new Position(epoch, seq);
    }

    /** Whether this epoch came directly after the other one. */
    public boolean follows(String other) {
        return before != null && before.epoch().equals(other);
    }
}
