package io.chatka.internal.actor;

import io.chatka.api.Authentication;
import io.chatka.api.Authenticator;
import io.chatka.api.Credentials;
import io.chatka.api.User;
import io.chatka.internal.actor.UserActor.Command;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.fault.Stages;
import io.chatka.internal.protocol.ClientCommand;
import io.chatka.internal.protocol.CloseCode;
import io.chatka.internal.protocol.CommandId;
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.internal.protocol.Frames;
import io.chatka.internal.sanction.ClusterSanctions;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * The token of one session: closes the session when it has expired, and takes another one before.
 * A session without a token has no timer. On the connection's lane only.
 */
final class SessionToken {
    private static final FaultLog FAULTS = FaultLog.of(Authenticator.class);

    /** Pekko's timers are bounded; a longer wait is several of them. */
    private static final long LONGEST_TIMER_MILLIS = Duration.ofDays(100).toMillis();

    private final Client client;

    /** Null if the user may stay for ever. */
    private Authentication.Token token;

    /** When the token was issued, or the session began without one. */
    private long issued;

    /** Null if there is no token. */
    private Cancellable expiry;

    SessionToken(Client client, Authentication.Token token) {
        this.client = client;
        this.token = token;
        this.issued = issued(token);
    }

    private static long issued(Authentication.Token token) {
        return token == null ? System.currentTimeMillis() : token.issued();
    }

    /** A token has been revoked, or all those of the user that were issued up to now. */
    void onRevoked(UserActor.SanctionChanged change, User user) {
        boolean revoked = change.what() == ClusterSanctions.What.REVOKED_TOKEN
                ? token != null && change.id().equals(token.id())
                : client.chat.sanctions().isRevoked(user.id(), issued);
        if (revoked) {
            client.connection.close(CloseCode.REVOKED, -1);
        }
    }

    /** In how many milliseconds the token expires; -1 for never. */
    long expiresIn() {
        return token == null ? -1 : Math.max(0, token.expires() - System.currentTimeMillis());
    }

    void closeWhenExpired(ActorContext<Command> context) {
        end();
        if (token != null) {
            long wait = Math.max(0, token.closes() - System.currentTimeMillis());
            expiry = context.scheduleOnce(
                    Duration.ofMillis(Math.min(wait, LONGEST_TIMER_MILLIS)),
                    client.self,
                    new UserActor.TokenExpired(token));
        }
    }

    void end() {
        if (expiry != null) {
            expiry.cancel();
        }
    }

    void onExpired(ActorContext<Command> context, Authentication.Token expired) {
        if (expired != token) {
            return;
        }
        if (token.closes() > System.currentTimeMillis()) {
            closeWhenExpired(context);
        } else {
            client.connection.close(CloseCode.EXPIRED, UserActor.RECONNECT_AFTER_FAULT_MILLIS);
        }
    }

    void refresh(ClientCommand.Refresh refresh, InetAddress address) {
        if (token == null) {
            client.refuse(refresh.id(), ErrorCode.UNAUTHORIZED, "this session has no token; connect again with one");
            return;
        }
        Authenticator authenticator = client.chat.extensions().authenticator();
        Credentials shown = new Credentials(refresh.token(), null, null, address);
        // A copy: the time limit must not end the application's own future.
        Stages.future(() -> authenticator.authenticate(shown))
                .copy()
                .orTimeout(authenticator.timeLimit().toMillis(), TimeUnit.MILLISECONDS)
                .handle((answer, failure) -> new UserActor.Refreshed(refresh.id(), answer, failure))
                .thenAccept(client.self::tell);
    }

    /**
     * A refused token leaves the session as it was.
     *
     * @return the user with the role and the grants of the new token; null if it is refused
     */
    User onRefreshed(ActorContext<Command> context, UserActor.Refreshed refreshed, User user) {
        CommandId id = refreshed.id();
        if (refreshed.answer() instanceof Authentication.Refused refused) {
            boolean later = refused.reason() == Authentication.Reason.UNAVAILABLE;
            client.fail(id, later ? ErrorCode.UNAVAILABLE : ErrorCode.UNAUTHORIZED, refused.message());
            return null;
        }
        if (refreshed.failure() != null) {
            if (!(Stages.cause(refreshed.failure()) instanceof TimeoutException)) {
                FAULTS.report(
                        "the application's authenticator failed; the session stays as it was", refreshed.failure());
            }
            client.fail(id, ErrorCode.UNAVAILABLE, "the server could not check the token; try again");
            return null;
        }
        if (!(refreshed.answer() instanceof Authentication.Accepted accepted)
                || !accepted.user().id().equals(user.id())
                || accepted.token() == null) {
            client.fail(id, ErrorCode.UNAUTHORIZED, "the token is another user's; connect again to be that user");
            return null;
        }
        token = accepted.token();
        issued = issued(token);
        closeWhenExpired(context);
        client.done(Frames.refreshed(id, expiresIn()));
        return new User(
                user.id(),
                user.name(),
                accepted.user().role(),
                user.avatar(),
                accepted.user().grants());
    }
}
