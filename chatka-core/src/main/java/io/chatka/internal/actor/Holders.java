package io.chatka.internal.actor;

import java.util.HashMap;
import java.util.Map;

/** The users on this node that have one name in a room, by the hashes of their ids. */
final class Holders {
    /** In place of a user: there are several. */
    static final long SEVERAL = 0;

    private long only;
    private int connections;

    /** Connections of each user; null unless there are several users. */
    private Map<Long, Integer> several;

    int connections() {
        return connections;
    }

    /** The only user that has the name, or {@link #SEVERAL}. */
    long only() {
        return several == null ? only : SEVERAL;
    }

    /** Returns whether {@link #only} has changed, or this is the first connection. */
    boolean add(long user) {
        boolean changed = false;
        if (several != null) {
            several.merge(user, 1, Integer::sum);
        } else if (connections == 0) {
            only = user;
            changed = true;
        } else if (only != user) {
            several = new HashMap<>(Map.of(only, connections, user, 1));
            changed = true;
        }
        connections++;
        return changed;
    }

    /** Returns whether {@link #only} has changed, or this was the last connection. */
    boolean remove(long user) {
        connections--;
        if (several == null) {
            return connections == 0;
        }
        several.computeIfPresent(user, (same, count) -> count == 1 ? null : count - 1);
        if (several.size() > 1) {
            return false;
        }
        only = several.keySet().iterator().next();
        several = null;
        return true;
    }
}
