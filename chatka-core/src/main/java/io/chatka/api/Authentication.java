package io.chatka.api;

import java.util.Objects;

/** An {@link Authenticator}'s answer. */
public sealed interface Authentication {

    /** The client is this user, for as long as it stays. */
    static Authentication accepted(User user) {
        return new Accepted(user, null);
    }

    /** The client is this user, until the token expires. */
    static Authentication accepted(User user, Token token) {
        return new Accepted(user, token);
    }

    /**
     * What the node has to know of a token. Times are Unix milliseconds.
     *
     * @param expires when the token expires, which the client is told
     * @param closes when the node closes the connection: a little later, since clocks differ
     * @param issued when it was made; 0 if it does not say
     * @param id unique for each token; null if it has none
     */
    record Token(long expires, long closes, long issued, String id) {}

    /** The client is a guest: the node makes up an id, and a name if the client asks for none. */
    static Authentication guest() {
        return Guest.INSTANCE;
    }

    /**
     * The node does not let the client in. The client gets the error {@code unauthorized} with this
     * message; then the node closes the connection (4005), and the client does not reconnect.
     *
     * @param message why, in general terms and without secrets
     */
    static Authentication unauthorized(String message) {
        return new Refused(Reason.UNAUTHORIZED, message);
    }

    /**
     * The token has expired: the node closes the connection (4004), and the client reconnects with
     * a new token.
     */
    static Authentication expired() {
        return new Refused(Reason.EXPIRED, "the token has expired; connect again with a new one");
    }

    /**
     * The token has been revoked: the node closes the connection (4007), and the client does not
     * reconnect.
     */
    static Authentication revoked() {
        return new Refused(Reason.REVOKED, "the token has been revoked");
    }

    /**
     * The authenticator cannot decide now, for instance because it cannot read its keys. The client
     * gets the error {@code unavailable}, and may try again on the same connection.
     */
    static Authentication unavailable(String message) {
        return new Refused(Reason.UNAVAILABLE, message);
    }

    /**
     * See {@link #accepted}.
     *
     * @param token null if the user may stay for ever
     */
    record Accepted(User user, Token token) implements Authentication {
        public Accepted {
            Objects.requireNonNull(user, "an accepted client is a user");
        }
    }

    /** See {@link #guest}. */
    enum Guest implements Authentication {
        INSTANCE
    }

    /** See {@link #unauthorized}, {@link #expired}, {@link #revoked} and {@link #unavailable}. */
    record Refused(Reason reason, String message) implements Authentication {
        public Refused {
            Objects.requireNonNull(reason, "a refusal has a reason");
            Objects.requireNonNull(message, "a refusal has a message for the client");
        }
    }

    /** Why a client is refused. */
    enum Reason {
        UNAUTHORIZED,
        EXPIRED,
        REVOKED,
        UNAVAILABLE
    }
}
