package io.chatka.api;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Sees every message before it is published, and may stop or change it. One sender's messages stay
 * in order, however long each decision takes. A slow decision delays its sender, and nobody else.
 *
 * <p>Without an interceptor, the node publishes every message unchanged.
 */
@FunctionalInterface
public interface MessageInterceptor {

    /**
     * The node calls this on the room's event loop, so it has to return at once and do slow work
     * elsewhere. The stage may complete on any thread; it has to support {@link
     * CompletionStage#toCompletableFuture}. If a client retries a message because it got no answer,
     * the node asks again.
     *
     * <p>If this throws, or the stage fails, holds null or a replacement that cannot be published,
     * the node logs that and applies {@link #fallback}.
     */
    CompletionStage<Interception> intercept(Draft draft);

    /** How long the stage may take. After that, the node applies {@link #fallback}. */
    default Duration budget() {
        return Duration.ofMillis(200);
    }

    /** What the node does with a message about which there is no decision. */
    default Fallback fallback() {
        return Fallback.DENY;
    }

    /** What the node does without a decision. */
    enum Fallback {
        /** The node publishes the message unchanged. */
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
