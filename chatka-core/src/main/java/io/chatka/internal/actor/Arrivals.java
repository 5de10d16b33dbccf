package io.chatka.internal.actor;

import io.chatka.internal.actor.ChatRoomActor.Join;
import java.util.ArrayList;
import java.util.List;

/**
 * Joins that wait for their answer: for the room's subscription, or for a read of what the client
 * missed ({@link Recovery}). There are at most as many as connections, since a connection has one
 * join of a room under way. Used by the room's actor only, and kept when that restarts.
 */
final class Arrivals {
    private final Recovery recovery;
    private List<Join> waiting = new ArrayList<>(1);
    private long joins;

    Arrivals(Recovery recovery) {
        this.recovery = recovery;
    }

    Recovery recovery() {
        return recovery;
    }

    /** Number of joins that the room has received since it was created. */
    long joins() {
        return joins;
    }

    void count() {
        joins++;
    }

    boolean isEmpty() {
        return waiting.isEmpty() && recovery.isIdle();
    }

    /** Keeps a join until the room is subscribed. */
    void add(Join join) {
        waiting.add(join);
    }

    /** Takes the joins that wait for the subscription. */
    List<Join> takeWaiting() {
        List<Join> taken = waiting;
        waiting = new ArrayList<>(1);
        return taken;
    }

    /** Takes all joins, and gives up the read that some wait for. */
    List<Join> takeAll() {
        List<Join> all = recovery.takeAll();
        all.addAll(takeWaiting());
        return all;
    }
}
