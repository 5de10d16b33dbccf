package io.chatka.internal.broker;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Changes one room of the embedded broker, and tells its listeners. The caller holds the room's
 * lock.
 */
final class RoomActs {
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final HistorySettings history;

    RoomActs(Clock clock, LongSupplier nanoTime, HistorySettings history) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.history = history;
    }

    /** Gives the publication the next place, and tells the listeners. */
    Position place(String name, EmbeddedRoom room, Publication publication, EventKind kind, long now) {
        // Whatever may throw comes before the seq counts: a seq without an event stays a hole.
        long seq = room.seq + 1;
        Event event = new Event(room.epoch, seq, kind, publication.at(seq, clock.millis()));
        Retention retention = history.retention().apply(name);
        room.seq = seq;
        room.log.add(event, now, retention);
        room.listeners.tell(listener -> listener.onEvent(event));
        return room.position();
    }

    StateChanged change(String name, EmbeddedRoom room, StateChange change) {
        byte[] message = change instanceof StateChange.Pin pin ? kept(name, room, pin) : null;
        StateChanged.Outcome outcome = room.moderate().change(change, clock.millis(), message);
        if (outcome == StateChanged.Outcome.CHANGED) {
            tell(room, change);
        }
        return new StateChanged(outcome, room.state());
    }

    Removed remove(String name, EmbeddedRoom room, Removal removal, Publication event) {
        return removal instanceof Removal.OfMessage message
                ? removeOne(name, room, message, event)
                : removeAll(name, room, ((Removal.OfAuthor) removal).author(), event);
    }

    /** The bytes of the message to pin; null if the history does not have it. */
    private byte[] kept(String name, EmbeddedRoom room, StateChange.Pin pin) {
        if (pin.epoch() != null && !pin.epoch().equals(room.epoch)) {
            return null;
        }
        Event event = room.log.find(
                pin.seq(), nanoTime.getAsLong(), history.retention().apply(name));
        return event != null && event.kind().equals(EventKind.MESSAGE) ? event.json() : null;
    }

    private Removed removeOne(String name, EmbeddedRoom room, Removal.OfMessage message, Publication event) {
        long now = nanoTime.getAsLong();
        Retention retention = history.retention().apply(name);
        if (message.epoch() != null && !message.epoch().equals(room.epoch)) {
            return Removed.NOT_FOUND;
        }
        Event target = room.log.find(message.seq(), now, retention);
        if (target != null && target.kind().equals(EventKind.TOMBSTONE)) {
            return new Removed(Removed.Outcome.ALREADY, null, 0);
        }
        int texts = room.log.bury(entry -> entry.seq() == message.seq(), now, retention);
        List<Long> pins = room.moderation() != null && room.moderation().isPinned(message.seq())
                ? List.of(message.seq())
                : List.of();
        return texts == 0 && pins.isEmpty() ? Removed.NOT_FOUND : removed(name, room, 1, pins, event);
    }

    private Removed removeAll(String name, EmbeddedRoom room, byte[] author, Publication event) {
        int texts = room.log.bury(
                entry -> Tombstones.isBy(author, entry.json()),
                nanoTime.getAsLong(),
                history.retention().apply(name));
        List<Long> pins = new ArrayList<>();
        if (room.moderation() != null) {
            room.moderation().pinned().forEach((seq, pinned) -> {
                if (Tombstones.isBy(author, pinned)) {
                    pins.add(seq);
                }
            });
        }
        return texts == 0 && pins.isEmpty()
                ? Removed.NOT_FOUND
                : removed(name, room, Math.max(texts, pins.size()), pins, event);
    }

    private Removed removed(String name, EmbeddedRoom room, int texts, List<Long> pins, Publication event) {
        Position position = place(name, room, event, event.kind(), nanoTime.getAsLong());
        for (long seq : pins) {
            room.moderation().unpin(seq, clock.millis());
            tell(room, new StateChange.Unpin(room.epoch, seq));
        }
        return new Removed(Removed.Outcome.REMOVED, new Receipt(position, false), texts);
    }

    private static void tell(EmbeddedRoom room, StateChange change) {
        RoomChange changed = new RoomChange(room.state(), change);
        room.listeners.tell(listener -> listener.onChange(changed));
    }
}
