package io.chatka.internal.actor;

import io.chatka.internal.actor.ChatRoomActor.Join;
import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.HistoryPage;
import io.chatka.internal.broker.HistoryQuery;
import io.chatka.internal.broker.Position;
import io.chatka.internal.config.ChatSettings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Joins of clients that reconnect and wait for a read of the messages that they missed.
 *
 * <p>One read serves all joins that wait when it begins. The next read begins at least {@link
 * #PAUSE_NANOS} later, so when all clients of a dead node reconnect at once, a room reads at most
 * ten times a second and not once per client. During a read, this class also keeps the events that
 * members get, so that replay and live events meet without a hole: see {@link #replay}.
 *
 * <p>Used by the room's actor only.
 */
final class Recovery {
    static final long PAUSE_NANOS = 100_000_000;

    /** Maximum reads that a client ahead of this node waits for; then it joins without a replay. */
    private static final int MAX_ROUNDS = 20;

    private final RecentRemovals removals;
    private final ChatSettings.Replay limits;
    private final ArrayDeque<Event> live = new ArrayDeque<>();
    private List<Waiting> waiting = new ArrayList<>(0);
    private List<Waiting> served = List.of();
    private List<Event> tail = List.of();

    /**
     * The replay that was last made of the tail, and the seq after which it begins; -1 if there is
     * none.
     */
    private Optional<List<byte[]>> lastReplay = Optional.empty();

    private long lastReplayAfter = -1;

    /** Whose replay it was, if viewers see different ones; otherwise any. */
    private Viewer lastViewer = Viewer.STRANGER;

    /** Whether viewers see different tails. */
    private boolean shadowed;

    private long liveBytes;
    private long begunAt;

    /** The members' epoch when the read began. */
    private String epoch;

    private int reading;
    private int reads;

    /** {@link RecentRemovals#count} when the read began. */
    private long since;

    /** @param rounds how many reads it has waited for */
    private record Waiting(Join join, int rounds) {}

    Recovery(RecentRemovals removals, ChatSettings.Replay limits) {
        this.removals = removals;
        this.limits = limits;
    }

    /**
     * Whether a read can tell if the client gets a replay. A client of another epoch may be ahead
     * of this node, which has not heard of that epoch yet; the client must not return to an epoch
     * that it has left.
     */
    boolean canHelp(Position since, Position position) {
        return since != null
                && (!since.epoch().equals(position.epoch())
                        || since.seq() != position.seq() && position.seq() - since.seq() <= limits.messages());
    }

    void add(Join join) {
        waiting.add(new Waiting(join, 0));
    }

    boolean isIdle() {
        return waiting.isEmpty() && reading == 0;
    }

    /** In how many nanoseconds a read is due: 0 for now, negative if none is. */
    long untilDue(long now) {
        if (waiting.isEmpty() || reading != 0) {
            return -1;
        }
        return reads == 0 ? 0 : Math.max(0, PAUSE_NANOS - (now - begunAt));
    }

    /** Begins a read, with the number {@link #reading}. */
    HistoryQuery begin(long now, Position position) {
        begunAt = now;
        epoch = position.epoch();
        since = removals.count();
        reading = ++reads;
        served = waiting;
        waiting = new ArrayList<>(0);
        long oldest = served.stream()
                .mapToLong(entry -> entry.join.since().seq())
                .min()
                .orElseThrow();
        return HistoryQuery.backTo(oldest, limits.messages(), limits.bytes());
    }

    int reading() {
        return reading;
    }

    /**
     * Whether the read has found an epoch that is new to the members: not the one that they were in
     * when it began, and they have not left that one since.
     */
    boolean findsEpoch(int number, HistoryPage page, Position position) {
        return number == reading
                && position.epoch().equals(epoch)
                && !page.top().epoch().equals(epoch);
    }

    /** The members got an event. */
    void placed(Event event) {
        if (reading == 0) {
            return;
        }
        live.add(event);
        liveBytes += event.json().length;
        if (live.size() > EarlyEvents.MAX || liveBytes > EarlyEvents.MAX_BYTES) {
            liveBytes -= live.poll().json().length;
        }
    }

    /**
     * A read has ended.
     *
     * @param number of the read; an older one is ignored
     * @param position of the members
     * @return the joins that can be answered now, each with its {@link #replay}
     */
    List<Join> ended(int number, HistoryPage page, Position position) {
        if (number != reading) {
            return List.of();
        }
        tail = unbroken(page, position);
        shadowed = Viewer.hasShadowed(tail);
        lastReplayAfter = -1;
        List<Join> answered = new ArrayList<>(served.size());
        for (Waiting entry : served) {
            Position since = entry.join.since();
            // In the members' epoch, or in one whose beginning they have not reached yet.
            boolean maybeAhead = since.epoch().equals(position.epoch())
                    ? since.seq() > position.seq()
                    : position.epoch().equals(epoch);
            boolean ahead = maybeAhead
                    && since.epoch().equals(page.top().epoch())
                    && since.seq() <= page.top().seq();
            if (ahead && entry.rounds < MAX_ROUNDS) {
                waiting.add(new Waiting(entry.join, entry.rounds + 1));
            } else {
                answered.add(entry.join);
            }
        }
        endRead();
        // Joins that have missed the same are neighbours, and share one replay.
        answered.sort(Comparator.comparingLong(join -> join.since().seq()));
        return answered;
    }

    /** A read has failed; returns the joins that it was for. */
    List<Join> failed(int number) {
        return number == reading ? endRead() : List.of();
    }

    private List<Join> endRead() {
        List<Join> unserved = served.stream().map(Waiting::join).toList();
        reading = 0;
        served = List.of();
        live.clear();
        liveBytes = 0;
        return unserved;
    }

    /** Takes the joins of one user. */
    List<Join> takeOf(String user) {
        Predicate<Waiting> theirs = entry -> entry.join.user().id().equals(user);
        List<Join> taken = Stream.concat(served.stream(), waiting.stream())
                .filter(theirs)
                .map(Waiting::join)
                .toList();
        served = served.stream().filter(theirs.negate()).toList();
        waiting.removeIf(theirs);
        return taken;
    }

    /** Takes all joins, and gives up the read that is under way. */
    List<Join> takeAll() {
        List<Join> all = new ArrayList<>(endRead());
        waiting.forEach(entry -> all.add(entry.join));
        waiting = new ArrayList<>(0);
        return all;
    }

    /**
     * All events between the two positions; empty if some of them are missing, or if they exceed
     * the limits. To be called right after {@link #ended}. Clients with equal positions that see the
     * same get the same list.
     *
     * @param since the client's position
     * @param position that of the members, as in {@link #ended}
     */
    Optional<List<byte[]>> replay(Position since, Position position, Viewer viewer) {
        if (!since.epoch().equals(position.epoch()) || since.seq() > position.seq()) {
            return Optional.empty();
        }
        if (since.seq() != lastReplayAfter || shadowed && !viewer.equals(lastViewer)) {
            lastReplay = replayAfter(since, position, viewer);
            lastReplayAfter = since.seq();
            lastViewer = viewer;
        }
        return lastReplay;
    }

    private Optional<List<byte[]>> replayAfter(Position since, Position position, Viewer viewer) {
        long missed = position.seq() - since.seq();
        if (missed > tail.size() || missed > limits.messages()) {
            return Optional.empty();
        }
        List<byte[]> texts = new ArrayList<>((int) missed);
        long bytes = 0;
        for (Event event : tail.subList(tail.size() - (int) missed, tail.size())) {
            byte[] text = viewer.see(event);
            texts.add(text);
            bytes += text.length;
        }
        return bytes > limits.bytes() ? Optional.empty() : Optional.of(texts);
    }

    /**
     * The page and then the live events: the longest part without a hole that ends at the position.
     */
    private List<Event> unbroken(HistoryPage page, Position position) {
        if (!page.top().epoch().equals(position.epoch())) {
            return List.of();
        }
        ArrayDeque<Event> found = new ArrayDeque<>();
        long next = position.seq();
        for (var events = live.descendingIterator(); events.hasNext(); ) {
            Event event = events.next();
            if (event.seq() == next && event.epoch().equals(position.epoch())) {
                found.addFirst(event);
                next--;
            }
        }
        for (int i = page.events().size() - 1; i >= 0; i--) {
            Event event = page.events().get(i);
            if (event.seq() == next) {
                found.addFirst(event);
                next--;
            }
        }
        return found.stream().map(event -> removals.applyTo(event, since)).toList();
    }

    /** Forgets what {@link #replay} needs, which may hold texts that are removed later. */
    void answered() {
        tail = List.of();
        lastReplay = Optional.empty();
        lastReplayAfter = -1;
    }
}
