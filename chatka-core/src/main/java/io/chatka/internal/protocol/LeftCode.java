package io.chatka.internal.protocol;

import java.util.Locale;

/** Why the server removed a user from a room: the {@code code} of a {@code left} frame. */
public enum LeftCode {
    KICKED,
    BANNED,
    /** The user's grants no longer include the room. */
    REVOKED;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
