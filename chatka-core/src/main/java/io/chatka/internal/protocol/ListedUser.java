package io.chatka.internal.protocol;

import io.chatka.api.User;

/**
 * A user in a list of a room's members.
 *
 * @param role of the user in this room
 * @param connections of the user in this room
 */
public record ListedUser(User user, String role, int connections) {
    private static final int OVERHEAD_BYTES = 64;

    /** About as many bytes as it has in a frame. */
    public int bytes() {
        return OVERHEAD_BYTES
                + Utf8Length.of(user.id())
                + Utf8Length.of(user.name())
                + (user.avatar() == null ? 0 : Utf8Length.of(user.avatar()));
    }
}
