package io.chatka.bench;

/**
 * When the messages of an open loop are due. A message that could not be sent in time keeps the time at which it was due,
 * and its latency counts from there: a server that stalls is not asked less, and does not look better for it. (The
 * mistake that this avoids is known as coordinated omission.)
 */
final class Schedule {
    private final long start;
    private final double interval;
    private final long messages;
    private long number;

    /**
     * @param start when the first message is due, nanoseconds
     * @param perSecond messages
     * @param messages how many there are
     */
    Schedule(long start, double perSecond, long messages) {
        this.start = start;
        this.interval = 1e9 / perSecond;
        this.messages = messages;
    }

    /** Which message is the next; the first is 0. */
    long number() {
        return number;
    }

    boolean over() {
        return number >= messages;
    }

    /** When the next message is due. */
    long due() {
        return start + (long) (number * interval);
    }

    void sent() {
        number++;
    }
}
