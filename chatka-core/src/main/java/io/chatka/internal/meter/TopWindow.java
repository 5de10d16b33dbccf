package io.chatka.internal.meter;

import java.util.List;

/**
 * The heavy hitters of the last one to two minutes: a window that is being filled, and the one
 * before it. {@link #add} and {@link #turn} are for one thread, the rest for any.
 */
final class TopWindow {
    private HeavyHitters current;
    private HeavyHitters previous;

    /** Both as one list, so that a reader never sees one of them twice. */
    private volatile List<HeavyHitters> both;

    TopWindow(int places) {
        current = new HeavyHitters(places);
        previous = new HeavyHitters(places);
        both = List.of(current, previous);
    }

    void add(String key, long weight) {
        current.add(key, weight);
    }

    /** Begins the next window, and drops the older one. */
    void turn() {
        HeavyHitters oldest = previous;
        oldest.clear();
        previous = current;
        current = oldest;
        both = List.of(current, previous);
    }

    List<HeavyHitters> sketches() {
        return both;
    }
}
