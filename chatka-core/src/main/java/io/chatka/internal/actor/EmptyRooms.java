package io.chatka.internal.actor;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How long a room is kept that nobody is in: for a while, in case somebody comes back; but where there are many of them, which
 * somebody who joins one name after the other can bring about, hardly at all. One for all rooms of a node. Thread-safe.
 */
final class EmptyRooms {
    /** Long enough for a client that leaves and joins in one breath. */
    static final Duration BRIEF = Duration.ofMillis(100);

    private final Duration usual;
    private final int most;
    private final AtomicInteger rooms = new AtomicInteger();

    /** @param most how many are kept for the usual time */
    EmptyRooms(Duration usual, int most) {
        this.usual = usual;
        this.most = most;
    }

    /** Counts a room in, which has to be {@linkplain #remove counted out}; returns how long it may stay. */
    Duration add() {
        boolean few = rooms.incrementAndGet() <= most;
        return few || usual.compareTo(BRIEF) < 0 ? usual : BRIEF;
    }

    void remove() {
        rooms.decrementAndGet();
    }
}
