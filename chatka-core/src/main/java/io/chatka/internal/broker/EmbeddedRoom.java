package io.chatka.internal.broker;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The order, history and listeners of one room. {@link EmbeddedRooms} guards {@code subscriptions},
 * the room itself the rest.
 */
final class EmbeddedRoom {
    private static final int FORGOTTEN = -1;

    final String epoch = Epochs.next();
    final RoomLog log;
    final Listeners<EventListener> listeners = new Listeners<>();

    /**
     * Calls in progress that publish or read; {@link #FORGOTTEN} if the room takes no more of them.
     */
    private final AtomicInteger users = new AtomicInteger();

    long seq;
    int subscriptions;

    /** Null for a room that no moderator has changed. */
    private RoomModeration moderation;

    EmbeddedRoom(AtomicLong held) {
        this.log = new RoomLog(held);
    }

    Position position() {
        return new Position(epoch, seq);
    }

    Head head() {
        return new Head(epoch, 0, seq, null, state().version());
    }

    /** Null for a room that no moderator has changed. */
    RoomModeration moderation() {
        return moderation;
    }

    RoomModeration moderate() {
        if (moderation == null) {
            moderation = new RoomModeration();
        }
        return moderation;
    }

    RoomState state() {
        return moderation == null ? RoomState.OPEN : moderation.state();
    }

    /** Whether anybody has said or set anything here. */
    synchronized boolean hasHappened() {
        return seq > 0 || moderation != null;
    }

    /** @param now Unix time in milliseconds */
    synchronized boolean isModerated(long now) {
        return moderation != null && moderation.isInForce(now);
    }

    /** Returns false if the room was forgotten; its name then has, or will have, another room. */
    boolean enter() {
        return users.getAndUpdate(count -> count == FORGOTTEN ? FORGOTTEN : count + 1) != FORGOTTEN;
    }

    void leave() {
        users.decrementAndGet();
    }

    /**
     * Returns false while the room is in use: its user would get a place in an order that has
     * ended.
     */
    boolean forget() {
        return users.compareAndSet(0, FORGOTTEN);
    }

    synchronized void clear() {
        log.clear();
    }
}
