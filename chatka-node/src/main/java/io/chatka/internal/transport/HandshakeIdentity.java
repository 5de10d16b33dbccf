package io.chatka.internal.transport;

import io.chatka.api.Authentication;
import io.chatka.api.Authenticator;
import io.chatka.api.Credentials;
import io.chatka.api.User;
import io.chatka.internal.actor.ChatSupervisor.Known;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.fault.Stages;
import io.chatka.internal.protocol.ClientException;
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.internal.protocol.UserIds;
import io.chatka.internal.protocol.UserNames;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Who a client is by the headers of its handshake: the bearer of a token (RFC 6750, section 2.1), or
 * the user that a trusted proxy names. Thread-safe.
 */
final class HandshakeIdentity {
    private static final FaultLog FAULTS = FaultLog.of(Authenticator.class);
    private static final String BEARER = "bearer ";
    private static final Authentication.Refused NOT_NOW =
            (Authentication.Refused) Authentication.unavailable("the server could not authenticate you; try again");

    private final Authenticator authenticator;

    HandshakeIdentity(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /** The token of {@code Authorization: Bearer}; null if there is none. Other schemes are another's. */
    static String bearer(HttpHeaders headers) {
        String value = headers.get(HttpHeaderNames.AUTHORIZATION);
        return value != null && value.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? value.substring(BEARER.length()).trim()
                : null;
    }

    /** The future never fails; its thread is any. */
    CompletableFuture<Authentication> authenticate(String token, Handshake handshake, InetAddress client) {
        Credentials shown = new Credentials(token, handshake.name(), handshake.room(), client);
        // A copy: the time limit must not end the application's own future.
        return Stages.future(() -> authenticator.authenticate(shown))
                .copy()
                .orTimeout(authenticator.timeLimit().toMillis(), TimeUnit.MILLISECONDS)
                .handle(HandshakeIdentity::answer);
    }

    private static Authentication answer(Authentication answer, Throwable failure) {
        if (failure != null && !(Stages.cause(failure) instanceof TimeoutException)) {
            FAULTS.report("the application's authenticator failed; the client may try again", Stages.cause(failure));
        }
        return failure == null && answer != null ? answer : NOT_NOW;
    }

    /**
     * The user that a trusted proxy names; null if it names none.
     *
     * @param header empty for none
     * @throws ClientException if the id cannot be used
     */
    static Known proxied(HttpHeaders headers, String header, Handshake handshake) throws ClientException {
        String id = header.isEmpty() ? null : headers.get(header);
        if (id == null || id.isEmpty()) {
            return null;
        }
        String fault = UserIds.fault(id);
        if (fault != null) {
            throw new ClientException(ErrorCode.UNAUTHORIZED, "the proxy's user cannot be used: " + fault);
        }
        String name = handshake.name() != null ? handshake.name() : UserNames.nearest(id, id);
        return new Known((Authentication.Accepted) Authentication.accepted(new User(id, name, "member")), true);
    }
}
