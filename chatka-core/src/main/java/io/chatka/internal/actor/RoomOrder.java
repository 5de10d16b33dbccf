package io.chatka.internal.actor;

import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.Head;
import io.chatka.internal.broker.HistoryPage;
import io.chatka.internal.broker.Position;
import io.chatka.internal.protocol.Frames;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Keeps the promise that members get consecutive {@code seq}s, each once, or an explicit gap.
 *
 * <p><b>Mending.</b> An event's {@code seq} or the broker's position shows what is missing. It is
 * read from the history: {@link #wantsToRead} says so, {@link #reads} begins the read, {@link
 * #filled} or {@link #failed} ends it. Events that arrive meanwhile wait, so that members get them
 * late but in order. Only what the history no longer has, or what cannot be read for long, becomes
 * a gap.
 *
 * <p><b>Epochs.</b> The broker's {@link Head} may change the epoch, an event may not: one of an
 * unknown epoch waits until a read confirms the epoch or not. The old epoch is finished first, with
 * what the history still has of it and a gap for what is lost. Then the new one begins at its first
 * place, whenever this node heard of it, and what was published since is read.
 *
 * <p>Events may arrive before the subscription's position; they wait for it. The order outlives a
 * restart of the room's actor, and so notices what was missed meanwhile.
 *
 * <p>Used by the room's actor only.
 */
final class RoomOrder {
    /** Events that wait. More cannot, and what they wait for becomes a gap. */
    static final int MAX_EARLY = 4096;

    static final long MAX_EARLY_BYTES = 4 << 20;

    /** Reads that may fail in a row before what is missing becomes a gap. */
    static final int MAX_FAILURES = 20;

    private static final int REMEMBERED_EPOCHS = 8;

    private final RoomMembers members;
    private final Consumer<Event> placed;
    private final ArrayDeque<Event> early = new ArrayDeque<>();

    /** Epochs that are over. A late event of one must not restart the order. */
    private final Set<String> left = new LinkedHashSet<>();

    /** Epochs that the room did not confirm. */
    private final Set<String> foreign = new LinkedHashSet<>();

    /** Unknown epochs of which an event waited when the present read began. */
    private final Set<String> asked = new HashSet<>();

    private long earlyBytes;
    private Position position;

    /** An epoch that was left and that the last position named again. */
    private String insisted;

    /**
     * The highest seq that is known to exist; what lies between the position and this is missing.
     */
    private long target;

    /**
     * Whether only a read can tell which epoch the room is in, or which messages this one still
     * has.
     */
    private boolean unsure;

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
        return reading == 0 && (mending() || unsure);
    }

    /** Begins a read of what comes after {@link #position}; returns its number. */
    int reads() {
        reading = ++reads;
        asked.clear();
        for (Event event : early) {
            if (isUnknown(event.epoch())) {
                asked.add(event.epoch());
            }
        }
        return reading;
    }

    /** A subscription has begun, and the room stands here. */
    void start(Head now) {
        reading = 0;
        if (position == null) {
            position = now.position();
            target = now.seq();
            if (now.before() != null) {
                remember(left, now.before().epoch());
            }
            release();
        } else {
            resume(now);
        }
    }

    /** The room stands here; what up to there was not heard was missed. */
    void resume(Head now) {
        if (position == null) {
            // The subscription has not begun; start will tell.
            return;
        }
        if (now.epoch().equals(position.epoch())) {
            target = Math.max(target, now.seq());
            insisted = null;
        } else if (believes(now)) {
            turnTo(now, null);
        }
        release();
    }

    /** @param heardAt when the broker delivered the event, by the meter's clock */
    void accept(Event event, long heardAt) {
        if (position == null || waits() || mustWait(event)) {
            hold(event);
        } else {
            settle(event, heardAt);
        }
    }

    /** Events that were read for another reason; those that come next anyway are placed now. */
    void offer(HistoryPage page) {
        if (waits() || !page.top().epoch().equals(position.epoch())) {
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
            // Not late, even if that epoch was left: the read began after this one had.
            turnTo(page.top(), page);
            release();
            return;
        }
        unsure = false;
        asked.forEach(epoch -> remember(foreign, epoch));
        for (Event event : page.events()) {
            if (event.seq() > position.seq() + 1) {
                miss(event.seq() - 1);
            }
            place(event);
        }
        if (mending() && !page.more()) {
            // The history has no more of it.
            miss(target);
        }
        release();
    }

    /**
     * A read has failed.
     *
     * @param away whether the broker is known to be away; once it is back, the read is worth
     *     another try
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

    /**
     * Whether to believe the position: one of an epoch that was left is most likely late, unless it
     * is repeated.
     */
    private boolean believes(Head now) {
        boolean believed = !left.contains(now.epoch()) || now.epoch().equals(insisted);
        insisted = believed ? null : now.epoch();
        return believed;
    }

    private boolean mending() {
        return position != null && target > position.seq();
    }

    private boolean waits() {
        return unsure || mending();
    }

    private boolean isUnknown(String epoch) {
        return position != null && !epoch.equals(position.epoch()) && !left.contains(epoch) && !foreign.contains(epoch);
    }

    /** Whether something has to be read before the event, which is the next one that is here. */
    private boolean mustWait(Event event) {
        if (event.epoch().equals(position.epoch())) {
            target = Math.max(target, event.seq() - 1);
            return mending();
        }
        unsure = isUnknown(event.epoch());
        return unsure;
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

    /**
     * What is missing becomes a gap. Events of unknown epochs are dropped; the broker's next
     * position names a true one again.
     */
    private void giveUp() {
        reading = 0;
        failures = 0;
        unsure = false;
        for (Iterator<Event> events = early.iterator(); events.hasNext(); ) {
            Event event = events.next();
            if (isUnknown(event.epoch())) {
                events.remove();
                earlyBytes -= event.json().length;
            }
        }
        miss(target);
        release();
    }

    /** Settles what has waited, up to the next thing that has to be read. */
    private void release() {
        while (!early.isEmpty() && !waits() && !mustWait(early.peek())) {
            Event event = early.poll();
            earlyBytes -= event.json().length;
            settle(event, RoomMembers.NOW);
        }
    }

    /** The event is the next one, an old one, or one of another installation. */
    private void settle(Event event, long heardAt) {
        if (event.epoch().equals(position.epoch())) {
            place(event, heardAt);
        } else if (foreign.contains(event.epoch())) {
            members.stray();
        }
    }

    private void place(Event event) {
        place(event, RoomMembers.NOW);
    }

    private void place(Event event, long heardAt) {
        if (event.seq() <= position.seq()) {
            return;
        }
        advance(event.seq());
        members.deliver(event.seq(), event.json(), heardAt);
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

    /**
     * The room is in another epoch. The last events of this one are told before it begins, if it
     * came right after this one; an epoch between the two is told with a gap for all that it had.
     *
     * @param page what was read after the position, or null
     */
    private void turnTo(Head now, HistoryPage page) {
        if (now.follows(position.epoch())) {
            if (!lastOnes(now.first(), page)) {
                target = Math.max(target, now.first());
                unsure = true;
                return;
            }
            finish(now.before().seq());
        } else {
            finish(0);
            if (now.before() != null && !left.contains(now.before().epoch())) {
                begin(new Position(now.before().epoch(), 0), 0);
                finish(now.before().seq());
            }
        }
        begin(new Position(now.epoch(), now.first()), now.seq());
    }

    /**
     * Places what the history has of this epoch, which ends there; false if there is more to be
     * read.
     */
    private boolean lastOnes(long end, HistoryPage page) {
        if (position.seq() >= end) {
            return true;
        }
        if (page == null) {
            return false;
        }
        long read = position.seq();
        for (Event event : page.events()) {
            read = event.seq();
            if (read <= end) {
                miss(read - 1);
                place(event);
            }
        }
        return !page.more() || read >= end;
    }

    /**
     * Ends this epoch for the members: with what has waited, and a gap for what is lost.
     *
     * @param last the last seq of this epoch that anybody had
     */
    private void finish(long last) {
        for (Iterator<Event> events = early.iterator(); events.hasNext(); ) {
            Event event = events.next();
            if (event.epoch().equals(position.epoch())) {
                events.remove();
                earlyBytes -= event.json().length;
                miss(event.seq() - 1);
                place(event);
            }
        }
        miss(Math.max(target, last));
    }

    /** @param top where the room stands in the epoch that begins */
    private void begin(Position at, long top) {
        remember(left, position.epoch());
        left.remove(at.epoch());
        foreign.remove(at.epoch());
        reading = 0;
        failures = 0;
        unsure = false;
        position = at;
        target = Math.max(at.seq(), top);
        members.tellEverybody(Frames.roomEpoch(members.room(), at));
    }

    private static void remember(Set<String> epochs, String epoch) {
        epochs.add(epoch);
        if (epochs.size() > REMEMBERED_EPOCHS) {
            epochs.remove(epochs.iterator().next());
        }
    }
}
