package io.chatka.internal.broker;

/**
 * What a user is in one room, the lowest first. An act binds lower ranks only. Brokers write the
 * ordinal.
 */
public enum Rank {
    GUEST,
    MEMBER,
    MODERATOR,
    ADMIN;

    /** Whether an act of this rank binds the other one. */
    public boolean binds(Rank other) {
        return compareTo(other) > 0;
    }
}
