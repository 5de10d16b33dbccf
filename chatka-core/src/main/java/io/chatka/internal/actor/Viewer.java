package io.chatka.internal.actor;

import io.chatka.api.Grant;
import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.EventKind;
import io.chatka.internal.broker.HistoryPage;
import io.chatka.internal.broker.Tombstones;
import io.chatka.internal.protocol.MessageAuthor;
import io.chatka.internal.protocol.ModerationFrames;
import java.util.List;

/**
 * Somebody who gets a room's events. Shadowed messages look different to different viewers: their
 * sender gets them as they are, moderators get them with a mark, and everybody else gets a tombstone
 * in their place.
 *
 * @param user null for a moderator, who sees the same as any other one
 */
record Viewer(String user) {
    static final Viewer MODERATOR = new Viewer(null);

    /** Somebody who has said nothing. */
    static final Viewer STRANGER = new Viewer("");

    static Viewer of(RoomMembers.Entry member) {
        return member.rights().has(Grant.MODERATE)
                ? MODERATOR
                : new Viewer(member.user().id());
    }

    static Viewer of(ChatRoomActor.Join join) {
        return join.rights().has(Grant.MODERATE)
                ? MODERATOR
                : new Viewer(join.user().id());
    }

    static boolean isShadowed(Event event) {
        return event.kind().equals(EventKind.SHADOWED);
    }

    static boolean hasShadowed(List<Event> events) {
        return events.stream().anyMatch(Viewer::isShadowed);
    }

    /** The event's bytes as this viewer gets them. */
    byte[] see(Event event) {
        if (!isShadowed(event)) {
            return event.json();
        } else if (user == null) {
            return ModerationFrames.marked(event.json());
        }
        return MessageAuthor.of(event.json()).id().equals(user)
                ? event.json()
                : Tombstones.of(event).json();
    }

    /** The page as this viewer gets it. */
    HistoryPage see(HistoryPage page) {
        if (!hasShadowed(page.events())) {
            return page;
        }
        List<Event> seen = page.events().stream()
                .map(event -> isShadowed(event)
                        ? new Event(event.epoch(), event.seq(), EventKind.MESSAGE, see(event))
                        : event)
                .toList();
        return new HistoryPage(page.top(), seen, page.more());
    }
}
