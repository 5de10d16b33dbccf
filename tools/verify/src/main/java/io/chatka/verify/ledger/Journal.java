package io.chatka.verify.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The newest events, in order; the oldest are forgotten. */
public final class Journal {
    private final Event[] ring;
    private long written;

    public Journal(int capacity) {
        ring = new Event[capacity];
    }

    public void add(Event event) {
        ring[(int) (written++ % ring.length)] = event;
    }

    /** Those that are chosen, oldest first. */
    public List<Event> select(Predicate<Event> choice) {
        List<Event> chosen = new ArrayList<>();
        for (long i = Math.max(0, written - ring.length); i < written; i++) {
            Event event = ring[(int) (i % ring.length)];
            if (choice.test(event)) {
                chosen.add(event);
            }
        }
        return chosen;
    }
}
