package io.chatka.internal.actor;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How long a node keeps an empty room, in case a client returns. That is the usual time for a
 * number of rooms, and {@link #BRIEF} for those beyond, since a client can cause many by joining
 * one name after the other. One for all rooms of a node. Thread-safe.
 */
final class EmptyRooms {
    /** Long enough for a client that leaves and joins at once. */
    static final Duration BRIEF = Duration.ofMillis(100);

    private final Duration usual;
    private final int most;
    private final AtomicInteger rooms = new AtomicInteger();

    /** @param most how many empty rooms are kept for the usual time */
    EmptyRooms(Duration usual, int most) {
        this.usual = usual;
        this.most = most;
    }

    /** Counts a room that is empty, until {@link #remove}; returns how long it may stay. */
    Duration add() {
        boolean few = rooms.incrementAndGet() <= most;
        return few || usual.compareTo(BRIEF) < 0 ? usual : BRIEF;
    }

    void remove() {
        rooms.decrementAndGet();
    }
}
