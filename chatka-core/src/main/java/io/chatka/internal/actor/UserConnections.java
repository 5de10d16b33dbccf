package io.chatka.internal.actor;

import io.chatka.api.User;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many connections each user has to this node. Guests are not counted: each has an id of its
 * own. Thread-safe.
 */
final class UserConnections {
    private final ConcurrentHashMap<String, Integer> byUser = new ConcurrentHashMap<>();

    /**
     * Counts a connection, or refuses it. A counted one has to be given back by {@link #closed}.
     *
     * @param most that a user may have; 0 for no limit
     */
    boolean tryOpen(User user, int most) {
        if (isGuest(user)) {
            return true;
        }
        boolean[] opened = new boolean[1];
        byUser.compute(user.id(), (id, count) -> {
            int now = count == null ? 0 : count;
            opened[0] = most == 0 || now < most;
            return opened[0] ? (Integer) (now + 1) : count;
        });
        return opened[0];
    }

    void closed(User user) {
        if (!isGuest(user)) {
            byUser.computeIfPresent(user.id(), (id, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Users with a connection. */
    int size() {
        return byUser.size();
    }

    private static boolean isGuest(User user) {
        return user.role().equals(Identities.GUEST_ROLE);
    }
}
