package io.chatka.internal.actor;

import io.chatka.api.Authentication;
import io.chatka.api.Authenticator;
import io.chatka.api.MessageInterceptor;
import io.chatka.api.Policy;
import io.chatka.internal.observer.ObserverQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What an application adds to a node.
 *
 * @param interceptor null for none
 * @param observer null for none
 */
public record Extensions(
        Authenticator authenticator, Policy policy, MessageInterceptor interceptor, ObserverQueue observer) {

    private static final CompletionStage<Authentication> GUEST =
            CompletableFuture.completedFuture(Authentication.guest());

    private static final CompletionStage<Authentication> NO_TOKENS = CompletableFuture.completedFuture(
            Authentication.unauthorized("this server takes no tokens; leave \"token\" out to come as a guest"));

    /** Lets everybody in as a guest, and refuses tokens. */
    public static final Authenticator GUESTS = credentials -> credentials.token() == null ? GUEST : NO_TOKENS;

    /** Allows everything. */
    public static final Policy EVERYTHING = (user, action, room) -> Policy.Decision.allowed();

    /** A node to which nothing is added. */
    public static final Extensions NONE = new Extensions(GUESTS, EVERYTHING, null, null);
}
