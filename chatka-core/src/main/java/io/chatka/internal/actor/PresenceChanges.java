package io.chatka.internal.actor;

import io.chatka.api.User;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who joined and who left, at most {@value #MAX_NAMES} each. A user that did both is in neither.
 */
final class PresenceChanges {
    private static final int MAX_NAMES = 1000;

    private final Map<String, User> joined = new LinkedHashMap<>();
    private final Map<String, User> left = new LinkedHashMap<>();

    void joined(User user) {
        if (left.remove(user.id()) == null && joined.size() < MAX_NAMES) {
            joined.put(user.id(), user);
        }
    }

    void left(User user) {
        if (joined.remove(user.id()) == null && left.size() < MAX_NAMES) {
            left.put(user.id(), user);
        }
    }

    Collection<User> joined() {
        return joined.values();
    }

    Collection<User> left() {
        return left.values();
    }

    boolean isEmpty() {
        return joined.isEmpty() && left.isEmpty();
    }

    void clear() {
        joined.clear();
        left.clear();
    }
}
