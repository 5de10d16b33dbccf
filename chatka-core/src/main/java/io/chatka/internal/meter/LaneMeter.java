package io.chatka.internal.meter;

import java.util.List;
import java.util.function.LongSupplier;

/**
 * What one lane counts. Written by the lane's thread only, with plain stores; the figures are for any thread.
 *
 * <p>The fan-out counts a batch of messages to many members as a whole, so a member costs nothing here.
 */
public final class LaneMeter {
    /** Keys of each heavy-hitters sketch: every key with more than 1/256 of a lane's traffic is listed. */
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
     * @param delivery from when this node heard about a message until the lane has written it for its last member
     * @param lag how much later than planned the lane came to a task
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

    /** One that nobody reads. */
    public static LaneMeter unread() {
        return new LaneMeter(() -> 0, Latency.NONE, Latency.NONE);
    }

    /** A user's message was let through to its room. */
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
    public void fannedOut(int members, int texts, int bytes) {
        deliveries.add((long) members * texts);
        sentBytes.add((long) members * bytes);
    }

    /** Messages were not written to a congested member. */
    public void dropped(long messages) {
        dropped.add(messages);
    }

    /** A member will be told of a gap. */
    public void gap() {
        gaps.add(1);
    }

    /**
     * A batch was written for all of the room's members here.
     *
     * @param heardAt when this node heard about its oldest message; the whole batch counts as one observation
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

    /** The lane's regular task runs, which should have run at {@code planned} of {@link #now}. */
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

    /** How long ago the lane last did its regular task. */
    public long sinceTick() {
        return nanoTime.getAsLong() - lastTick.get();
    }

    /** How far back {@link #topUsers} and {@link #topRooms} look; in nanoseconds, up to two minutes. */
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
