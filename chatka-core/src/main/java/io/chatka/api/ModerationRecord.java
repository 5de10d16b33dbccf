package io.chatka.api;

/**
 * An act of a moderator.
 *
 * @param at in Unix milliseconds
 * @param by the id of the user who acted, or {@code api:} and the name of the application
 * @param door how it came: {@code client}, {@code api} or {@code program}
 * @param room {@code *} for all rooms
 * @param action as in the command {@code moderate}, or {@code delete}, {@code approve}, {@code deny},
 *     {@code revoke}, {@code disconnect}, {@code erase}; {@code say} in the name of a user
 */
public record ModerationRecord(long at, String by, String door, String room, String action, About about) {

    /**
     * What the act was about.
     *
     * @param user whom it is about; null for nobody
     * @param seq the message that it is about; 0 for none
     * @param until when it ends, in Unix milliseconds; 0 for never, and for acts that do not last
     * @param reason null if none was given
     */
    public record About(String user, long seq, long until, String reason) {
        public static final About NOTHING = new About(null, 0, 0, null);
    }
}
