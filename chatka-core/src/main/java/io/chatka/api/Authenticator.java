package io.chatka.api;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Decides who a client is. The node asks before it opens a session, and asks again if the client
 * has to try again. Commands that the client sends meanwhile wait, in order.
 *
 * <p>Without an authenticator, every client is a guest, and the node refuses tokens.
 */
@FunctionalInterface
public interface Authenticator {

    /**
     * The node calls this on the connection's event loop, so it has to return at once and do slow
     * work elsewhere. The stage may complete on any thread; it has to support {@link
     * CompletionStage#toCompletableFuture}.
     *
     * <p>If this throws, or the stage fails, holds null or a {@link User} that breaks the rules,
     * the node logs that, and the client gets the error {@code internal} and may try again.
     */
    CompletionStage<Authentication> authenticate(Credentials credentials);

    /**
     * How long the stage may take. After that, the client gets the error {@code unavailable} and
     * may try again; the node ignores a later answer. The setting {@code chatka.limits.hello}
     * bounds the whole time from the handshake to the open session.
     */
    default Duration timeLimit() {
        return Duration.ofSeconds(5);
    }

    /** The longest life of a token. A revocation is kept for as long. */
    default Duration longestTokenLife() {
        return Duration.ofDays(30);
    }
}
