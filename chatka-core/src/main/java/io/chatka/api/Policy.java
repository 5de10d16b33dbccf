package io.chatka.api;

import java.util.Objects;

/**
 * Decides what a user may do. The node asks where it carries out a command, after the command has
 * been checked and before it counts against a rate.
 *
 * <p>Without one, everybody may do everything.
 */
@FunctionalInterface
public interface Policy {

    /**
     * Called on the connection's event loop for every command: has to answer at once, from memory. If
     * this throws or returns null, the node logs it and refuses the command with the error
     * {@code internal}.
     *
     * @param room that the action is about
     */
    Decision decide(User user, Action action, String room);

    /** What a user asks for. */
    enum Action {
        JOIN,
        SAY,
        HISTORY
    }

    /**
     * The answer.
     *
     * @param needed null if the action is allowed; otherwise what the user would need, as the error
     *     {@code forbidden} tells the client
     */
    record Decision(String needed) {
        private static final Decision ALLOWED = new Decision(null);

        /** The user may do it. */
        public static Decision allowed() {
            return ALLOWED;
        }

        /** The user may not do it; {@code needed} says what it would need. */
        public static Decision forbidden(String needed) {
            return new Decision(Objects.requireNonNull(needed, "a refusal says what would be needed"));
        }
    }
}
