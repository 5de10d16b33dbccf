package io.chatka.bench;

/**
 * Checks that numbers arrive as 1, 2, 3, ... Remembers which of the last 64 have arrived, and so
 * tells a late number from a repeated one. A number more than 64 behind the newest counts as
 * repeated.
 */
final class SequenceTrack {
    /** What a number was. */
    enum Step {
        /** The one that was due. */
        NEXT,
        /** Numbers before it have not come. */
        AHEAD,
        /** One that was missing, after a later one. */
        LATE,
        /** It had come already. */
        AGAIN
    }

    private long last;
    /** Bit n: {@code last - n} has come. */
    private long come = -1;

    /** @param last the number before the first that is due */
    SequenceTrack(long last) {
        this.last = last;
    }

    /** The highest number so far. */
    long last() {
        return last;
    }

    Step accept(long number) {
        long ahead = number - last;
        if (ahead == 1) {
            last = number;
            come = come << 1 | 1;
            return Step.NEXT;
        }
        if (ahead > 1) {
            last = number;
            come = ahead < Long.SIZE ? come << ahead | 1 : 1;
            return Step.AHEAD;
        }
        if (ahead <= -Long.SIZE || (come & 1L << -ahead) != 0) {
            return Step.AGAIN;
        }
        come |= 1L << -ahead;
        return Step.LATE;
    }

    /** All up to this number count as come: they were announced not to come. */
    void skipTo(long number) {
        if (number > last) {
            last = number;
            come = -1;
        }
    }
}
