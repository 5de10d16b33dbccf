package io.chatka.internal.actor;

import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.HistoryPage;
import io.chatka.internal.protocol.TextRemoval;
import java.util.ArrayDeque;

/**
 * What was taken out of a room lately. A read of the history that began before a removal may still
 * find the text, so its result passes through here. Used by the room's actor only, and kept when that
 * restarts.
 */
final class RecentRemovals {
    /** More than moderators may remove while a read is under way. */
    private static final int MOST = 200;

    private final ArrayDeque<TextRemoval> removals = new ArrayDeque<>(0);

    /** Removals so far. */
    private long count;

    void add(TextRemoval removal) {
        count++;
        removals.add(removal);
        if (removals.size() > MOST) {
            removals.poll();
        }
    }

    /** For {@link #applyTo}: how many there are when a read begins. */
    long count() {
        return count;
    }

    /** @param since {@link #count} when the read of the page began */
    HistoryPage applyTo(HistoryPage page, long since) {
        return since == count
                ? page
                : new HistoryPage(
                        page.top(),
                        page.events().stream()
                                .map(event -> applyTo(event, since))
                                .toList(),
                        page.more());
    }

    /** Like the other one, for one event. */
    Event applyTo(Event event, long since) {
        Event left = event;
        long number = count - removals.size();
        for (TextRemoval removal : removals) {
            if (number++ >= since) {
                left = removal.applyTo(left);
            }
        }
        return left;
    }
}
