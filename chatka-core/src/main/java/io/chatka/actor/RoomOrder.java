package io.chatka.actor;

import io.chatka.broker.Event;
import io.chatka.broker.Position;
import io.chatka.protocol.Frames;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the promise that members get consecutive {@code seq}s, each once, or are told otherwise.
 *
 * <p>A room's subscription and its position come by different ways, so that events may be here before the position is known;
 * they wait for it. Outlives a restart of the room's actor, and so notices what was missed meanwhile.
 */
final class RoomOrder {
    /** Events that wait for the position; more are dropped, and become a gap like any other loss. */
    private static final int MAX_EARLY = 4096;

    private final RoomMembers members;
    private final List<Event> early = new ArrayList<>();
    private Position position;

    RoomOrder(RoomMembers members) {
        this.members = members;
    }

    /** Where the members stand; null before the first {@link #start}. */
    Position position() {
        return position;
    }

    /** A subscription has begun, at this position. */
    void start(Position now) {
        if (position == null) {
            position = now;
        } else {
            resume(now);
        }
        List<Event> waiting = List.copyOf(early);
        early.clear();
        waiting.forEach(this::accept);
    }

    /** The subscription was interrupted; what was published up to this position may have been missed. */
    void resume(Position now) {
        if (position == null) {
            // The subscription has not begun; start will tell.
            return;
        }
        if (!now.epoch().equals(position.epoch()) || now.seq() < position.seq()) {
            restartAt(now);
        } else if (now.seq() > position.seq()) {
            members.missed(position.seq() + 1, now.seq());
            position = now;
        }
    }

    void accept(Event event) {
        if (position == null) {
            if (early.size() < MAX_EARLY) {
                early.add(event);
            }
            return;
        }
        if (!event.epoch().equals(position.epoch())) {
            restartAt(new Position(event.epoch(), event.seq() - 1));
        } else if (event.seq() <= position.seq()) {
            return;
        } else if (event.seq() > position.seq() + 1) {
            members.missed(position.seq() + 1, event.seq() - 1);
        }
        position = new Position(event.epoch(), event.seq());
        members.deliver(event.seq(), event.json());
    }

    private void restartAt(Position now) {
        position = now;
        members.tellEverybody(Frames.roomEpoch(members.room(), now));
    }
}
