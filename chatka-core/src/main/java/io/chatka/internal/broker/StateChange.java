package io.chatka.internal.broker;

/** A change of a room's state, or an act against a user. */
public sealed interface StateChange {
    /** @param seconds 0 for no limit */
    record Slow(int seconds) implements StateChange {}

    /** @param who the lowest rank that may say something */
    record Speak(Rank who) implements StateChange {}

    record Close() implements StateChange {}

    record Open() implements StateChange {}

    /**
     * Pins a message that the history still has.
     *
     * @param epoch null for the present one
     */
    record Pin(String epoch, long seq) implements StateChange {}

    /** @param epoch null for the present one */
    record Unpin(String epoch, long seq) implements StateChange {}

    /** In place of a sanction of the same kind; a mute also in place of a shadow mute, and the other way round. */
    record Impose(Sanction sanction) implements StateChange {}

    /** @param kind {@code MUTE} lifts a shadow mute as well */
    record Lift(Sanction.Kind kind, String user) implements StateChange {}

    /**
     * Removes the user from the room; leaves nothing in force.
     *
     * @param reason null if there is none
     * @param by the rank of whoever kicks
     */
    record Kick(String user, String reason, Rank by) implements StateChange {}
}
