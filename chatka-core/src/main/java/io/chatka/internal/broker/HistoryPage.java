package io.chatka.internal.broker;

import java.util.List;

/**
 * A part of a room's history.
 *
 * @param top where the room stood when this was read; the events up to its {@code first} are of an
 *     epoch before, the others of its own
 * @param events in ascending order of {@code seq}, with holes where the broker kept nothing
 * @param more whether the bounds cut off events that the query asked for
 */
public record HistoryPage(Head top, List<Event> events, boolean more) {
    public HistoryPage {
        events = List.copyOf(events);
    }
}
