package io.chatka.api;

import java.util.Locale;

/**
 * What a moderator does in a room. Times are in milliseconds. A reason is null if there is none, and
 * has at most 500 characters.
 */
public sealed interface Act {
    /** The {@code action} in frames. */
    default String action() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** Whom it is about; null for nobody. */
    default String user() {
        return null;
    }

    /** Takes out all texts of the user. */
    record Clear(String user) implements Act {}

    /**
     * @param millis 0 for ever
     * @param shadow whether the user must not notice: its messages reach only itself and moderators
     */
    record Mute(String user, long millis, String reason, boolean shadow) implements Act {}

    record Unmute(String user) implements Act {}

    record Kick(String user, String reason) implements Act {}

    /**
     * @param millis 0 for ever
     * @param delete whether all texts of the user are taken out as well
     */
    record Ban(String user, long millis, String reason, boolean delete) implements Act {}

    record Unban(String user) implements Act {}

    /** @param seconds from 0 to {@value #MAX_SLOW_SECONDS} */
    record Slow(int seconds) implements Act {}

    record Speak(Speakers who) implements Act {}

    record Close() implements Act {}

    record Open() implements Act {}

    /** @param epoch null for the present one */
    record Pin(long seq, String epoch) implements Act {}

    /** @param epoch null for the present one */
    record Unpin(long seq, String epoch) implements Act {}

    /** A message that stands out. At least one of text and data is there. */
    record Announce(String text, String data) implements Act {}

    int MAX_SLOW_SECONDS = 600;

    /** In place of a room: bans and mutes of an admin in all rooms. */
    String EVERYWHERE = "*";

    /** Whether there is such an act in all rooms. */
    default boolean isPossibleEverywhere() {
        return this instanceof Mute
                || this instanceof Unmute
                || this instanceof Unban
                || this instanceof Ban ban && !ban.delete();
    }

    /** Who may say something in a room. */
    enum Speakers {
        EVERYONE,
        MEMBERS,
        MODERATORS;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
