package io.chatka.api;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Sees every message before it is published, and may stop or change it. One sender's messages stay
 * in order, however long each decision takes. A slow decision delays its sender, and nobody else.
 *
 * <p>Without one, every message is published as it was said.
 */
@FunctionalInterface
public interface MessageInterceptor {

    /**
     * Called on the room's event loop: has to return at once, and to do slow work elsewhere. The stage
     * may complete on any thread; it has to support {@link CompletionStage#toCompletableFuture}. A
     * message that a client repeats, because it got no answer, is asked about again.
     *
     * <p>If this throws, or the stage fails, holds null or a replacement that cannot be published, the
     * node logs it and does what {@link #fallback} says.
     */
    CompletionStage<Interception> intercept(Draft draft);

    /** How long the stage may take; then the node does what {@link #fallback} says. */
    default Duration budget() {
        return Duration.ofMillis(200);
    }

    /** What becomes of a message about which there is no decision. */
    default Fallback fallback() {
        return Fallback.DENY;
    }

    /** Without a decision. */
    enum Fallback {
        /** The message is published as it was said. */
        ALLOW,
        /** The sender gets the error {@code unavailable}, and may try again. */
        DENY
    }

    /**
     * A message that is about to be published.
     *
     * @param text null if there is only data
     * @param data a JSON value as compact text; null if there is only a text
     */
    record Draft(String room, User sender, String text, String data) {}
}
