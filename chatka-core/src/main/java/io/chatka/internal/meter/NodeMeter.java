package io.chatka.internal.meter;

import io.chatka.internal.filter.Verdict;
import io.chatka.internal.protocol.CloseCode;
import io.chatka.internal.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * What a node counts outside its {@linkplain LaneMeter lanes}. Thread-safe. Its size does not grow
 * with rooms or users.
 */
public final class NodeMeter {
    private final LongSupplier nanoTime;
    private final Latency publish;
    private final Latency delivery;
    private final Latency lag;
    private final List<LaneMeter> lanes = new ArrayList<>();
    private final LongAdder[] errors = adders(ErrorCode.values().length);
    private final LongAdder[] closes = adders(CloseCode.values().length);
    private final LongAdder[] limited = adders(Limit.values().length);
    private final LongAdder[] rejected = adders(Reject.values().length);
    private final LongAdder lost = new LongAdder();
    private final LongAdder opened = new LongAdder();
    private final LongAdder joins = new LongAdder();
    private final LongAdder rooms = new LongAdder();
    private final LongAdder[] recoveries = adders(2);
    private final LongAdder[] filtered = adders(Verdict.What.values().length);
    private final LongAdder publishFailures = new LongAdder();
    private final LongAdder missed = new LongAdder();
    private final AtomicLong strays = new AtomicLong();
    private final LongAdder roomMailboxes = new LongAdder();
    private final LongAdder observerDropped = new LongAdder();
    private final LongAdder[] intercepted = adders(Intercepted.values().length);

    /** The limits that a client can reach. */
    public enum Limit {
        MESSAGES,
        /** Bytes of messages. */
        BYTES,
        JOINS,
        /** Reads of a room's history. */
        HISTORIES,
        /** Deletions and acts of moderators. */
        ACTS,
        REPORTS,
        /** Handshakes and joins while memory is short. */
        MEMORY,
        /** Handshakes of this node in a second. */
        HANDSHAKES,
        /** Connections of this node. */
        CONNECTIONS,
        /** Connections of one address. */
        ADDRESSES
    }

    /** The interceptor's decision on a message. */
    public enum Intercepted {
        ALLOWED,
        DENIED,
        REPLACED,
        HELD,
        SHADOWED,
        /** There was no usable decision in time. */
        FALLBACK
    }

    /** Why a socket or a request is refused before there is a session. */
    public enum Reject {
        /** The TLS handshake failed or was not finished. */
        TLS,
        /** A proxy did not name the client, or in a form that cannot be read. */
        PROXY,
        /** A page of an origin that may not connect. */
        ORIGIN,
        /** Larger headers than the limit. */
        HEADERS
    }

    /**
     * @param nanoTime a clock that never jumps, such as {@link System#nanoTime}
     * @param publish takes the time from a publish to the broker's answer
     * @param delivery see {@link LaneMeter}
     * @param lag see {@link LaneMeter}
     */
    public NodeMeter(LongSupplier nanoTime, Latency publish, Latency delivery, Latency lag) {
        this.nanoTime = nanoTime;
        this.publish = publish;
        this.delivery = delivery;
        this.lag = lag;
    }

    /** A meter whose figures nobody reads. */
    public static NodeMeter unread() {
        return new NodeMeter(() -> 0, Latency.NONE, Latency.NONE, Latency.NONE);
    }

    /** Adds the meter of another lane. Called while the node is being put together. */
    public synchronized LaneMeter addLane() {
        LaneMeter lane = new LaneMeter(nanoTime, delivery, lag);
        lanes.add(lane);
        return lane;
    }

    public synchronized List<LaneMeter> lanes() {
        return List.copyOf(lanes);
    }

    /** Nanoseconds since the regular task of the lane that is furthest behind. */
    public long loopSilence() {
        return lanes().stream().mapToLong(LaneMeter::sinceTick).max().orElse(0);
    }

    public void error(ErrorCode code) {
        errors[code.ordinal()].increment();
    }

    public void closed(CloseCode code) {
        closes[code.ordinal()].increment();
    }

    /** A connection ended without a close frame. */
    public void lost() {
        lost.increment();
    }

    public void limited(Limit limit) {
        limited[limit.ordinal()].increment();
    }

    public void rejected(Reject reject) {
        rejected[reject.ordinal()].increment();
    }

    public void opened() {
        opened.increment();
    }

    public void joined() {
        joins.increment();
    }

    /**
     * A client came back to a room with the position that it had.
     *
     * @param complete whether it got all that it had missed
     */
    public void recovered(boolean complete) {
        recoveries[complete ? 1 : 0].increment();
    }

    /** A filter found something in a message. */
    public void filtered(Verdict.What action) {
        filtered[action.ordinal()].increment();
    }

    public void roomOpened() {
        rooms.increment();
    }

    public void roomClosed() {
        rooms.decrement();
    }

    /** @param since when the publish began, by {@link #now} */
    public void published(long since, boolean succeeded) {
        publish.record(nanoTime.getAsLong() - since);
        if (!succeeded) {
            publishFailures.increment();
        }
    }

    /** The broker, or this node, lost messages of a room before its members got them. */
    public void missed(long messages) {
        missed.add(messages);
    }

    /**
     * A room got an event of an epoch that the broker does not confirm. Returns true for the first
     * one.
     */
    public boolean stray() {
        return strays.getAndIncrement() == 0;
    }

    /** A message was put into a room's mailbox (1) or taken from it (-1). */
    public void roomMailbox(int change) {
        roomMailboxes.add(change);
    }

    public void intercepted(Intercepted outcome) {
        intercepted[outcome.ordinal()].increment();
    }

    /** An event did not fit into the observer's queue. */
    public void observerDropped() {
        observerDropped.increment();
    }

    public long now() {
        return nanoTime.getAsLong();
    }

    public long errors(ErrorCode code) {
        return errors[code.ordinal()].sum();
    }

    public long closes(CloseCode code) {
        return closes[code.ordinal()].sum();
    }

    public long losses() {
        return lost.sum();
    }

    public long limits(Limit limit) {
        return limited[limit.ordinal()].sum();
    }

    public long rejects(Reject reject) {
        return rejected[reject.ordinal()].sum();
    }

    public long opens() {
        return opened.sum();
    }

    public long joins() {
        return joins.sum();
    }

    public long recoveries(boolean complete) {
        return recoveries[complete ? 1 : 0].sum();
    }

    public long filterings(Verdict.What action) {
        return filtered[action.ordinal()].sum();
    }

    public long rooms() {
        return rooms.sum();
    }

    public long publishFailures() {
        return publishFailures.sum();
    }

    public long missed() {
        return missed.sum();
    }

    public long strays() {
        return strays.get();
    }

    public long interceptions(Intercepted outcome) {
        return intercepted[outcome.ordinal()].sum();
    }

    public long observerDrops() {
        return observerDropped.sum();
    }

    /** Messages in all rooms' mailboxes together. */
    public long roomMailboxes() {
        return roomMailboxes.sum();
    }

    private static LongAdder[] adders(int count) {
        return Stream.generate(LongAdder::new).limit(count).toArray(LongAdder[]::new);
    }
}
