package io.chatka.verify.client;

import java.util.ArrayDeque;

/** How many there were in the fullest second. */
public final class Pace {
    private static final long SECOND = 1_000_000_000L;

    private final ArrayDeque<Long> lastSecond = new ArrayDeque<>();
    private int most;

    /** @param now nanoseconds, never less than before */
    void one(long now) {
        while (!lastSecond.isEmpty() && now - lastSecond.peek() >= SECOND) {
            lastSecond.poll();
        }
        lastSecond.add(now);
        most = Math.max(most, lastSecond.size());
    }

    public int most() {
        return most;
    }

    /** Begins anew. */
    public void reset() {
        lastSecond.clear();
        most = 0;
    }
}
