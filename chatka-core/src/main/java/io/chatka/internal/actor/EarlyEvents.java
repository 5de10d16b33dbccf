package io.chatka.internal.actor;

import io.chatka.internal.broker.Event;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Events that wait in a {@link RoomOrder} for what comes before them, in the order of their
 * arrival. The order checks the bounds. Used by the room's actor only.
 */
final class EarlyEvents {
    /** Maximum events that wait. */
    static final int MAX = 4096;

    static final long MAX_BYTES = 4 << 20;

    private final ArrayDeque<Event> events = new ArrayDeque<>();
    private long bytes;

    void add(Event event) {
        events.add(event);
        bytes += event.json().length;
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    /** Whether one more event would be beyond the bounds. */
    boolean isFull() {
        return events.size() >= MAX || bytes > MAX_BYTES;
    }

    boolean isOverfull() {
        return events.size() > MAX || bytes > MAX_BYTES;
    }

    /** Null if none waits. */
    Event first() {
        return events.peek();
    }

    Event takeFirst() {
        Event event = events.poll();
        bytes -= event.json().length;
        return event;
    }

    void forEach(Consumer<Event> action) {
        events.forEach(action);
    }

    /** Removes the events that the predicate names, and calls the consumer with each right after. */
    void take(Predicate<Event> which, Consumer<Event> taken) {
        for (Iterator<Event> all = events.iterator(); all.hasNext(); ) {
            Event event = all.next();
            if (which.test(event)) {
                all.remove();
                bytes -= event.json().length;
                taken.accept(event);
            }
        }
    }
}
