package io.chatka.internal.actor;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How long a node keeps an empty room: for a while, in case a client returns. Beyond a number of
 * empty rooms, which a client can cause by joining one name after the other, hardly at all. One for
 * all rooms of a node. Thread-safe.
 */
final class EmptyRooms {
    /** Long enough for a client that leaves and joins at once. */
    static final Duration BRIEF = Duration.ofMillis(100);

    private final Duration usual;
    private final int most;
    private final AtomicInteger rooms = new AtomicInteger();

    /** @param most how many are kept for the usual time */
    EmptyRooms(Duration usual, int most) {
        this.usual = usual;
        this.most = most;
    }

    /**
     * Counts a room in, which has to be {@linkplain #remove counted out}; returns how long it may
     * stay.
     */
    Duration add() {
        boolean few = rooms.incrementAndGet() <= most;
        return few || usual.compareTo(BRIEF) < 0 ? usual : BRIEF;
    }

    void remove() {
        rooms.decrementAndGet();
    }
}
