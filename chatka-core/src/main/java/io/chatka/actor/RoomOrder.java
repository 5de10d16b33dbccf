package io.chatka.actor;

import io.chatka.broker.Event;
import io.chatka.broker.HistoryPage;
import io.chatka.broker.Position;
import io.chatka.protocol.Frames;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Keeps the promise that members get consecutive {@code seq}s, each once, or are told otherwise.
 *
 * <p><b>Mending.</b> What an event's {@code seq} or the broker's position shows to be missing is read from the history: {@link
 * #wantsToRead} says so, {@link #reads} begins it, {@link #filled} or {@link #failed} ends it. Meanwhile what arrives waits, so that
 * members get it late but in order. Only what the history no longer has, or what cannot be read for long, becomes a gap.
 *
 * <p>A room's subscription and its position come by different ways, so that events may be here before the position is known;
 * they wait for it. Outlives a restart of the room's actor, and so notices what was missed meanwhile.
 *
 * <p>Used by the room's actor only.
 */
final class RoomOrder {
    /** Events that wait. More cannot, and what they wait for becomes a gap. */
    static final int MAX_EARLY = 4096;

    static final long MAX_EARLY_BYTES = 4 << 20;

    /** Reads that may fail in a row before what is missing becomes a gap. */
    static final int MAX_FAILURES = 20;

    /** An epoch that was left does not come back; a late event of it must not restart the order. */
    private static final int REMEMBERED_EPOCHS = 8;

    private final RoomMembers members;
    private final Consumer<Event> placed;
    private final ArrayDeque<Event> early = new ArrayDeque<>();
    private final Set<String> leftEpochs = new LinkedHashSet<>();
    private long earlyBytes;
    private Position position;

    /** The epoch that was left and that the last position named all the same. */
    private String insisted;

    /** Up to here something is known to have been published; beyond the position, it is missing. */
    private long target;

    private int reading;
    private int reads;
    private int failures;

    /** @param placed told each event right after the members */
    RoomOrder(RoomMembers members, Consumer<Event> placed) {
        this.members = members;
        this.placed = placed;
    }

    /** Where the members stand; null before the first {@link #start}. */
    Position position() {
        return position;
    }

    /** Whether something is missing that ought to be read, and no read of it is under way. */
    boolean wantsToRead() {
        return mending() && reading == 0;
    }

    /** Begins a read of what comes after {@link #position}; returns its number. */
    int reads() {
        reading = ++reads;
        return reading;
    }

    /** A subscription has begun, at this position. */
    void start(Position now) {
        reading = 0;
        if (position == null) {
            position = now;
            target = now.seq();
        } else {
            resume(now);
        }
        release();
    }

    /** The room stands here; what up to this position was not heard was missed. */
    void resume(Position now) {
        if (position == null) {
            // The subscription has not begun; start will tell.
            return;
        }
        if (now.epoch().equals(position.epoch())) {
            target = Math.max(target, now.seq());
        } else if (!leftEpochs.contains(now.epoch()) || now.epoch().equals(insisted)) {
            restartAt(now);
            release();
        } else {
            // Late, most likely. If the room says so again, this order is wrong, and not the room.
            insisted = now.epoch();
            return;
        }
        insisted = null;
    }

    void accept(Event event) {
        if (position == null || mending()) {
            hold(event);
        } else if (opensHole(event)) {
            target = event.seq() - 1;
            hold(event);
        } else {
            place(event);
        }
    }

    /** Events that were read for another reason; those that come next anyway are placed now. */
    void offer(HistoryPage page) {
        if (mending() || !page.top().epoch().equals(position.epoch())) {
            return;
        }
        for (Event event : page.events()) {
            if (event.seq() == position.seq() + 1) {
                place(event);
            }
        }
    }

    /**
     * A read has ended.
     *
     * @param number of {@link #reads}; an older read is of no interest any more
     */
    void filled(int number, HistoryPage page) {
        if (number != reading) {
            return;
        }
        reading = 0;
        failures = 0;
        if (!page.top().epoch().equals(position.epoch())) {
            if (leftEpochs.contains(page.top().epoch())) {
                giveUp();
            } else {
                restartAt(page.top());
                release();
            }
            return;
        }
        for (Event event : page.events()) {
            if (event.seq() > position.seq() + 1) {
                miss(event.seq() - 1);
            }
            place(event);
        }
        if (mending() && !page.more()) {
            // The history has no more of it.
            giveUp();
        } else {
            release();
        }
    }

    /**
     * A read has failed.
     *
     * @param away whether the broker is known to be away; once it is back, the read is worth another try
     */
    void failed(int number, boolean away) {
        if (number != reading) {
            return;
        }
        reading = 0;
        if (!away && ++failures >= MAX_FAILURES) {
            giveUp();
        }
    }

    private boolean mending() {
        return position != null && target > position.seq();
    }

    private boolean opensHole(Event event) {
        return event.epoch().equals(position.epoch()) && event.seq() > position.seq() + 1;
    }

    private void hold(Event event) {
        if (position == null && (early.size() == MAX_EARLY || earlyBytes > MAX_EARLY_BYTES)) {
            // It will be missing later, and read then.
            return;
        }
        early.add(event);
        earlyBytes += event.json().length;
        if (position != null && (early.size() > MAX_EARLY || earlyBytes > MAX_EARLY_BYTES)) {
            giveUp();
        }
    }

    /** What is missing becomes a gap. */
    private void giveUp() {
        reading = 0;
        failures = 0;
        miss(target);
        release();
    }

    /** Places what has waited, up to the next hole. */
    private void release() {
        while (!early.isEmpty() && !mending()) {
            if (opensHole(early.peek())) {
                target = early.peek().seq() - 1;
                return;
            }
            Event event = early.poll();
            earlyBytes -= event.json().length;
            place(event);
        }
    }

    /** The event is the next one, an old one, or the first of a new epoch. */
    private void place(Event event) {
        if (!event.epoch().equals(position.epoch())) {
            if (leftEpochs.contains(event.epoch())) {
                return;
            }
            restartAt(new Position(event.epoch(), event.seq() - 1));
        } else if (event.seq() <= position.seq()) {
            return;
        }
        advance(event.seq());
        members.deliver(event.seq(), event.json());
        placed.accept(event);
    }

    private void miss(long to) {
        if (to > position.seq()) {
            members.missed(position.seq() + 1, to);
            advance(to);
        }
    }

    private void advance(long seq) {
        position = new Position(position.epoch(), seq);
        target = Math.max(target, seq);
    }

    private void restartAt(Position now) {
        leftEpochs.add(position.epoch());
        leftEpochs.remove(now.epoch());
        if (leftEpochs.size() > REMEMBERED_EPOCHS) {
            leftEpochs.remove(leftEpochs.iterator().next());
        }
        reading = 0;
        failures = 0;
        position = now;
        target = now.seq();
        members.tellEverybody(Frames.roomEpoch(members.room(), now));
    }
}
