package io.chatka.internal.broker;

/**
 * The result of a {@link StateChange}.
 *
 * @param state the room's state now, whatever the outcome
 */
public record StateChanged(Outcome outcome, RoomState state) {
    /** What became of the change. */
    public enum Outcome {
        /** Stored and published. */
        CHANGED,
        /** It was so before; nothing was published. */
        UNCHANGED,
        /** The history does not have the message to pin; or nothing of the kind is pinned. */
        NOT_FOUND,
        /**
         * {@value RoomState#MAX_PINNED} messages are pinned already, or the room has too many
         * sanctions.
         */
        TOO_MANY
    }
}
