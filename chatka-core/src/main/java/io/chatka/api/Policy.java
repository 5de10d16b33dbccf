package io.chatka.api;

import java.util.Objects;

/**
 * Decides what a user may do, in addition to its {@link Grants}. The node asks when it carries out a command: after it has validated
 * the command, and before it counts the command against a rate limit.
 *
 * <p>Without a policy, everybody may do everything.
 */
@FunctionalInterface
public interface Policy {

    /**
     * The node calls this on the connection's event loop, so it has to answer at once, from memory.
     * If this throws or returns null, the node logs that and refuses the command with the error
     * {@code internal}.
     *
     * @param room the room that the action is about
     */
    Decision decide(User user, Action action, String room);

    /** What a user asks for. */
    enum Action {
        JOIN,
        SAY,
        HISTORY,
        /** Take a text out of the room: the user's own, or another's. */
        DELETE,
        /** Any act of a moderator. */
        MODERATE,
        /** Point moderators at a message. */
        REPORT
    }

    /**
     * The answer.
     *
     * @param needed null if the action is allowed; otherwise what the user would need, which the
     *     client gets as the message of the error {@code forbidden}
     */
    record Decision(String needed) {
        private static final Decision ALLOWED = new Decision(null);

        /** The user may do it. */
        public static Decision allowed() {
            return ALLOWED;
        }

        /** The user may not do it; {@code needed} says what the user would need. */
        public static Decision forbidden(String needed) {
            return new Decision(Objects.requireNonNull(needed, "a refusal says what would be needed"));
        }
    }
}
