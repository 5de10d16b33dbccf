package io.chatka.internal.meter;

import java.util.List;
import java.util.function.LongSupplier;

/**
 * What one lane counts. Only the lane's thread writes, with plain stores; any thread may read.
 *
 * <p>The fan-out counts a batch of messages to many members as a whole, so a member costs nothing
 * here.
 */
public final class LaneMeter {
    /**
     * Keys in each sketch of heavy hitters: every key with more than 1/256 of a lane's traffic is
     * listed.
     */
    private static final int PLACES = 256;

    private static final long WINDOW_NANOS = 60_000_000_000L;

    private final LongSupplier nanoTime;
    private final Latency delivery;
    private final Latency lag;
    private final Tally messages = new Tally();
    private final Tally receivedBytes = new Tally();
    private final Tally sentBytes = new Tally();
    private final Tally deliveries = new Tally();
    private final Tally dropped = new Tally();
    private final Tally gaps = new Tally();
    private final Tally congested = new Tally();
    private final Tally lastTick = new Tally();
    private final Tally windowStart = new Tally();
    private final Tally topSince = new Tally();
    private final TopWindow users = new TopWindow(PLACES);
    private final TopWindow rooms = new TopWindow(PLACES);

    /**
     * @param nanoTime a clock that never jumps, such as {@link System#nanoTime}
     * @param delivery takes the time from when this node got a message until the lane has written
     *     it to its last member
     * @param lag takes how late the lane runs its regular task
     */
    public LaneMeter(LongSupplier nanoTime, Latency delivery, Latency lag) {
        this.nanoTime = nanoTime;
        this.delivery = delivery;
        this.lag = lag;
        long now = nanoTime.getAsLong();
        lastTick.set(now);
        windowStart.set(now);
        topSince.set(now);
    }

    /** A meter whose figures nobody reads. */
    public static LaneMeter unread() {
        return new LaneMeter(() -> 0, Latency.NONE, Latency.NONE);
    }

    /** A user's message has passed the limits and goes to its room. */
    public void said(String userId) {
        messages.add(1);
        users.add(userId, 1);
    }

    /** @param bytes of a client's text frame, without its header */
    public void received(int bytes) {
        receivedBytes.add(bytes);
    }

    /** @param bytes of text frames that were queued towards one socket, without their headers */
    public void sent(int bytes) {
        sentBytes.add(bytes);
    }

    /** Messages were written to this number of members; {@code bytes} is what each of them got. */
    public void fannedOut(int members, int messages, int bytes) {
        deliveries.add((long) members * messages);
        sentBytes.add((long) members * bytes);
    }

    /** Messages were not written to a congested member. */
    public void dropped(long messages) {
        dropped.add(messages);
    }

    /** A gap begins for a member. */
    public void gap() {
        gaps.add(1);
    }

    /**
     * A batch was written to all members that the room has on this lane.
     *
     * @param heardAt when this node got its oldest message; the whole batch counts as one
     *     observation
     * @param weight deliveries in it
     */
    public void batchDone(String room, long heardAt, long weight) {
        delivery.record(nanoTime.getAsLong() - heardAt);
        rooms.add(room, weight);
    }

    /** @param connections with more queued than the limit */
    public void congested(int connections) {
        congested.set(connections);
    }

    /**
     * The lane runs its regular task.
     *
     * @param planned when it should have run, by the clock of {@link #now}
     */
    public void tick(long planned) {
        long now = nanoTime.getAsLong();
        lastTick.set(now);
        lag.record(Math.max(0, now - planned));
        if (now - windowStart.get() >= WINDOW_NANOS) {
            users.turn();
            rooms.turn();
            topSince.set(windowStart.get());
            windowStart.set(now);
        }
    }

    public long now() {
        return nanoTime.getAsLong();
    }

    public long messages() {
        return messages.get();
    }

    public long receivedBytes() {
        return receivedBytes.get();
    }

    public long sentBytes() {
        return sentBytes.get();
    }

    public long deliveries() {
        return deliveries.get();
    }

    public long dropped() {
        return dropped.get();
    }

    public long gaps() {
        return gaps.get();
    }

    public long congested() {
        return congested.get();
    }

    /** Nanoseconds since the lane last ran its regular task. */
    public long sinceTick() {
        return nanoTime.getAsLong() - lastTick.get();
    }

    /**
     * How far back {@link #topUsers} and {@link #topRooms} look, in nanoseconds; up to two minutes.
     */
    public long topCovers() {
        return nanoTime.getAsLong() - topSince.get();
    }

    /** Users by the messages they sent, in the last minute or two. */
    public List<HeavyHitters> topUsers() {
        return users.sketches();
    }

    /** Rooms by deliveries, in the last minute or two. */
    public List<HeavyHitters> topRooms() {
        return rooms.sketches();
    }
}
