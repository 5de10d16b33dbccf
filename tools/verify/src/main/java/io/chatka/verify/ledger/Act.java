package io.chatka.verify.ledger;

/** What a moderator does in a room. */
public sealed interface Act {
    /** Takes out one text. */
    record Delete(Place place) implements Act {
        @Override
        public String toString() {
            return "delete " + place;
        }
    }

    /** Takes out all texts of a user. */
    record Clear(String user) implements Act {
        @Override
        public String toString() {
            return "clear " + user;
        }
    }

    /** @param withTexts whether it also takes out all texts of the user */
    record Ban(String user, boolean withTexts) implements Act {
        @Override
        public String toString() {
            return "ban " + user + (withTexts ? " and clear" : "");
        }
    }

    /** Ends a ban. */
    record Unban(String user) implements Act {
        @Override
        public String toString() {
            return "unban " + user;
        }
    }

    /** The user whom it is about; null if it is about one place. */
    default String whom() {
        if (this instanceof Clear clear) {
            return clear.user;
        } else if (this instanceof Ban ban) {
            return ban.user;
        }
        return this instanceof Unban unban ? unban.user : null;
    }

    /** The user whose texts it takes out, all of them; null for none. */
    default String clears() {
        if (this instanceof Clear clear) {
            return clear.user;
        }
        return this instanceof Ban ban && ban.withTexts ? ban.user : null;
    }
}
