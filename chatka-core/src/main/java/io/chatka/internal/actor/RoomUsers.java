package io.chatka.internal.actor;

import io.chatka.api.User;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * The users that a room has on this node, each with its connections, in the order of their ids.
 * Used by the room's actor only, and kept when that restarts.
 */
final class RoomUsers {
    private final NavigableMap<String, Here> byId = new TreeMap<>();

    /** One user. */
    static final class Here {
        private final long hash;
        private User user;
        private String role;
        private int connections;

        private Here(long hash) {
            this.hash = hash;
        }

        /** As it joined with the latest connection. */
        User user() {
            return user;
        }

        /** In this room. */
        String role() {
            return role;
        }

        int connections() {
            return connections;
        }
    }

    /** 64 bits that are the same on every node. */
    static long hash(User user) {
        return Looks.hash(user.id());
    }

    int size() {
        return byId.size();
    }

    boolean contains(User user) {
        return byId.containsKey(user.id());
    }

    /**
     * A connection of the user has joined. Returns whether it is the user's only one.
     *
     * @param role of the user in this room
     */
    boolean came(User user, String role) {
        Here here = byId.get(user.id());
        if (here == null) {
            here = new Here(hash(user));
            byId.put(user.id(), here);
        }
        here.user = user;
        here.role = role;
        return ++here.connections == 1;
    }

    /** A connection of the user has left. Returns whether it was the user's last one. */
    boolean left(User user) {
        if (--byId.get(user.id()).connections > 0) {
            return false;
        }
        byId.remove(user.id());
        return true;
    }

    void forEachHash(LongConsumer action) {
        byId.values().forEach(here -> action.accept(here.hash));
    }

    /**
     * A part of the users, in the order of their ids.
     *
     * @param after only users with greater ids; empty for the first ones
     */
    List<Here> page(String after, int limit) {
        List<Here> page = new ArrayList<>();
        for (Here here : byId.tailMap(after, false).values()) {
            if (page.size() == limit) {
                break;
            }
            page.add(here);
        }
        return page;
    }
}
