package io.chatka.internal.actor;

import io.chatka.internal.actor.ChatRoomActor.Join;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Joins that wait for their answer: for the room's subscription, for a look-up of the sanctions
 * against the user, or for a read of what the client missed ({@link Recovery}). There are at most as many as connections, since a connection has one
 * join of a room under way. Used by the room's actor only, and kept when that restarts.
 */
final class Arrivals {
    private final Recovery recovery;
    private List<Join> waiting = new ArrayList<>(1);
    private final Set<Join> lookedUp = new LinkedHashSet<>(1);
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
        return waiting.isEmpty() && lookedUp.isEmpty() && recovery.isIdle();
    }

    /** Keeps a join until the room is subscribed. */
    void add(Join join) {
        waiting.add(join);
    }

    /** Keeps a join until the sanctions against its user are known. */
    void lookUp(Join join) {
        lookedUp.add(join);
    }

    /** Returns whether the join still waited for its look-up. */
    boolean takeLookedUp(Join join) {
        return lookedUp.remove(join);
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
        all.addAll(lookedUp);
        lookedUp.clear();
        return all;
    }
}
