package io.chatka.internal.broker;

import java.util.List;

/**
 * A part of a room's history.
 *
 * @param top where the room stood when this was read; events up to its {@code first} belong to an
 *     earlier epoch, the others to its own
 * @param events in ascending order of {@code seq}, with holes where the broker kept nothing
 * @param more whether a limit of the query cut off events
 */
public record HistoryPage(Head top, List<Event> events, boolean more) {
    public HistoryPage {
        events = List.copyOf(events);
    }
}
