package io.chatka.internal.broker;

import java.util.Objects;

/**
 * Something that a user may not do in a room for a while.
 *
 * @param user the user's id
 * @param until Unix time in milliseconds; 0 for ever
 * @param reason for the user and for records; null if the moderator gave none
 * @param by the rank of whoever imposed it. It does not bind this rank or a higher one
 */
public record Sanction(Kind kind, String user, long until, String reason, Rank by) {
    /** What is forbidden. */
    public enum Kind {
        /** To say anything. */
        MUTE,
        /**
         * The same, but the user does not notice: a message takes its place, and only its sender
         * and the room's moderators see it.
         */
        SHADOW_MUTE,
        /** To be in the room. */
        BAN
    }

    public Sanction {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(by, "by");
    }

    /** @param now Unix time in milliseconds */
    public boolean isOver(long now) {
        return until != 0 && until <= now;
    }
}
