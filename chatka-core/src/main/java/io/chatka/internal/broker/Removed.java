package io.chatka.internal.broker;

/**
 * The result of a {@link Removal}.
 *
 * @param receipt the place of the event that tells it; null if nothing was removed
 * @param texts how many messages lost their texts
 */
public record Removed(Outcome outcome, Receipt receipt, int texts) {
    static final Removed NOT_FOUND = new Removed(Outcome.NOT_FOUND, null, 0);

    /** What became of the removal. */
    public enum Outcome {
        REMOVED,
        /** The message's text is gone already; nothing was published. */
        ALREADY,
        /**
         * The history does not have the message, or it is of another epoch; or it has nothing of
         * the author. Nothing was published.
         */
        NOT_FOUND
    }
}
