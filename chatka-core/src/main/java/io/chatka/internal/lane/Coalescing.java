package io.chatka.internal.lane;

import java.time.Duration;

/**
 * How long a lane waits for further messages before it serves a room. A write to a socket costs the
 * same for one message as for many. If messages arrive while the lane writes to the members, the
 * room is busy: before each of the next {@value #BUSY_ROUNDS} rounds the lane waits a microsecond
 * for each member, up to a limit. A small or quiet room never waits. On the lane only.
 */
final class Coalescing {
    static final int BUSY_ROUNDS = 8;

    /** In a smaller room a round takes less time than a timer. */
    static final int MIN_MEMBERS = 200;

    private static final long NANOS_PER_MEMBER = 1_000;

    private final long mostNanos;
    private int busyRounds;

    /** @param most the limit; zero for never */
    Coalescing(Duration most) {
        this.mostNanos = most.toNanos();
    }

    /** Messages arrived during a round. */
    void busy(int members) {
        if (members >= MIN_MEMBERS) {
            busyRounds = BUSY_ROUNDS;
        }
    }

    /** Returns how long to wait before the round that is due now, or zero. */
    Duration beforeRound(int members) {
        if (busyRounds == 0 || mostNanos == 0) {
            return Duration.ZERO;
        }
        busyRounds--;
        return Duration.ofNanos(Math.min(mostNanos, members * NANOS_PER_MEMBER));
    }
}
