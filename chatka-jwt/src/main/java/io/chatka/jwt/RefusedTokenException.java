package io.chatka.jwt;

import io.chatka.api.Authentication;

/** A token that does not let its bearer in. The message is for the client and the log, and has nothing of the token. */
final class RefusedTokenException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Authentication answer;

    private RefusedTokenException(String message, Authentication answer) {
        super(message, null, false, false);
        this.answer = answer;
    }

    static RefusedTokenException because(String message) {
        return new RefusedTokenException(message, Authentication.unauthorized(message));
    }

    static RefusedTokenException expired() {
        return new RefusedTokenException("the token has expired", Authentication.expired());
    }

    static RefusedTokenException later(String message) {
        return new RefusedTokenException(message, Authentication.unavailable(message));
    }

    Authentication answer() {
        return answer;
    }
}
