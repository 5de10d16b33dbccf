package io.chatka.api;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Decides who a client is. The node asks once for each session, before anything of it is carried
 * out; commands that the client sends meanwhile wait, in order.
 *
 * <p>Without one, every client is a guest, and a token is refused.
 */
@FunctionalInterface
public interface Authenticator {

    /**
     * Called on the connection's event loop: has to return at once, and to do slow work elsewhere. The
     * stage may complete on any thread; it has to support {@link CompletionStage#toCompletableFuture}.
     *
     * <p>If this throws, or the stage fails or holds null, the node logs the failure and the client
     * gets the error {@code internal}: it may try again.
     */
    CompletionStage<Authentication> authenticate(Credentials credentials);

    /**
     * How long the stage may take. Then the client gets the error {@code unavailable} and may try
     * again; a later answer is ignored. The setting {@code chatka.limits.hello} bounds the time from
     * the handshake to the open session as a whole.
     */
    default Duration timeLimit() {
        return Duration.ofSeconds(5);
    }
}
