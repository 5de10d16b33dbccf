package io.chatka.internal.actor;

import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.Head;
import io.chatka.internal.broker.HistoryPage;
import io.chatka.internal.broker.Position;
import io.chatka.internal.protocol.Frames;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Keeps the promise that members get consecutive {@code seq}s, each once, or an explicit gap.
 *
 * <p><b>Mending.</b> An event's {@code seq} or the broker's position shows what is missing. The
 * {@link Feed} reads it from the history: {@link #wantsToRead} says when, {@link #beginRead} begins
 * the read, {@link #filled} or {@link #failed} ends it. Events that arrive meanwhile wait, so that
 * members get them late but in order. Only what the history no longer has, or what cannot be read
 * for long, becomes a gap.
 *
 * <p><b>Epochs.</b> The broker's {@link Head} may change the epoch, an event may not: an event of
 * an unknown epoch waits until a read confirms that epoch or another one. Members first get the end
 * of the old epoch: what the history still has of it, and a gap for what is lost. Then they begin
 * the new epoch at its first place, no matter when this node hears of it, and the feed reads what
 * was published since.
 *
 * <p>Events may arrive before the subscription's position; they wait for it. The order survives a
 * restart of the room's actor, and so notices what was missed meanwhile.
 *
 * <p>Used by the room's actor only.
 */
final class RoomOrder {
    /** Maximum reads that fail in a row before what is missing becomes a gap. */
    static final int MAX_FAILURES = 20;

    private static final int REMEMBERED_EPOCHS = 8;

    private final RoomMembers members;
    private final Consumer<Event> placed;
    private final EarlyEvents early = new EarlyEvents();

    /** Epochs that are over. A late event of one must not restart the order. */
    private final Set<String> left = new LinkedHashSet<>();

    /** Epochs that the room did not confirm. */
    private final Set<String> foreign = new LinkedHashSet<>();

    /** Unknown epochs of which an event waited when the present read began. */
    private final Set<String> asked = new HashSet<>();

    private Position position;

    /**
     * The epoch of the broker's last head, if the room had left that epoch before; null otherwise.
     * If the next head names it too, the room believes it.
     */
    private String insisted;

    /**
     * The highest seq that is known to exist. What lies between the position and this is missing.
     */
    private long target;

    /**
     * Whether only a read can tell which epoch the room is in, or which messages of this epoch the
     * history still has.
     */
    private boolean unsure;

    private int reading;
    private int reads;
    private int failures;

    /** @param placed called with each event right after the members got it */
    RoomOrder(RoomMembers members, Consumer<Event> placed) {
        this.members = members;
        this.placed = placed;
    }

    /**
     * The position up to which the members have got events and gaps; null before the first {@link
     * #start}.
     */
    Position position() {
        return position;
    }

    /** Whether something is missing, and no read of it is under way. */
    boolean wantsToRead() {
        return reading == 0 && (mending() || unsure);
    }

    /** Begins a read of what comes after {@link #position}; returns its number. */
    int beginRead() {
        reading = ++reads;
        asked.clear();
        early.forEach(event -> {
            if (isUnknown(event.epoch())) {
                asked.add(event.epoch());
            }
        });
        return reading;
    }

    /** A subscription has begun at this position of the room. */
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

    /** The room is at this position; events up to it that did not arrive are missing. */
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

    /** Events that were read for a join. Those that come next anyway are placed now. */
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
     * @param number of {@link #beginRead}; an older read is ignored
     */
    void filled(int number, HistoryPage page) {
        if (number != reading) {
            return;
        }
        reading = 0;
        failures = 0;
        if (!page.top().epoch().equals(position.epoch())) {
            // This is news even if the room had left that epoch: the read began after that.
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
     * @param away whether the broker is known to be away; then the failure does not count towards
     *     {@link #MAX_FAILURES}
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
     * Whether to believe a head of another epoch. A head of an epoch that the room has left is most
     * likely late, unless the next head repeats that epoch.
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

    /**
     * Whether the room has to read something before this event can be settled. Notes in {@link
     * #target} or {@link #unsure} what that is.
     */
    private boolean mustWait(Event event) {
        if (event.epoch().equals(position.epoch())) {
            target = Math.max(target, event.seq() - 1);
            return mending();
        }
        unsure = isUnknown(event.epoch());
        return unsure;
    }

    private void hold(Event event) {
        if (position == null && early.isFull()) {
            // The order will miss it later, and read it then.
            return;
        }
        early.add(event);
        if (position != null && early.isOverfull()) {
            giveUp();
        }
    }

    /**
     * What is missing becomes a gap. Events of unknown epochs are dropped; the next position of the
     * broker names the true epoch.
     */
    private void giveUp() {
        reading = 0;
        failures = 0;
        unsure = false;
        early.take(event -> isUnknown(event.epoch()), dropped -> {});
        miss(target);
        release();
    }

    /** Settles events that waited, up to the first one that has to wait for a read. */
    private void release() {
        while (!early.isEmpty() && !waits() && !mustWait(early.first())) {
            settle(early.takeFirst(), RoomMembers.NOW);
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
        members.deliver(event, heardAt);
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
     * The room is in another epoch. If that follows the present epoch directly, members first get
     * the last events of the present epoch. If an epoch lies between the two, they get a gap for
     * all of it.
     *
     * @param page what was read after the position, or null
     */
    private void turnTo(Head now, HistoryPage page) {
        if (now.follows(position.epoch())) {
            if (!placeRest(now.first(), page)) {
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
     * Places what the history has of this epoch up to its end; returns false if there is more to
     * read.
     */
    private boolean placeRest(long end, HistoryPage page) {
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
     * Ends this epoch for the members, with the events that waited, and a gap for what is lost.
     *
     * @param last the last seq of this epoch that a node had
     */
    private void finish(long last) {
        early.take(event -> event.epoch().equals(position.epoch()), event -> {
            miss(event.seq() - 1);
            place(event);
        });
        miss(Math.max(target, last));
    }

    /** @param top the room's last seq in the epoch that begins */
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
