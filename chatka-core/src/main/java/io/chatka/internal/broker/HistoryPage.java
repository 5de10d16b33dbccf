package io.chatka.internal.broker;

import java.util.List;

/**
 * A part of a room's past.
 *
 * @param top where the room stood when this was read; the events up to its {@code first} are of an epoch before, the others of its own
 * @param events in ascending order of {@code seq}, which has holes where the past is not kept
 * @param more whether there are more that the query asked for, beyond the end that was cut off
 */
public record HistoryPage(Head top, List<Event> events, boolean more) {
    public HistoryPage {
        events = List.copyOf(events);
    }
}
