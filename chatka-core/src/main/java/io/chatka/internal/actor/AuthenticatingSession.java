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
import io.chatka.internal.sanction.GuestTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The session waits for the {@link Authenticator}. The client's commands wait, in order; a
 * connection bounds how many are under way. An answer that is there at once is used in the same
 * turn.
 */
final class AuthenticatingSession extends SessionState {
    private static final FaultLog FAULTS = FaultLog.of(Authenticator.class);

    static final Authentication NO_GUESTS = Authentication.unauthorized(
            "this server takes no guests; send a hello with a \"token\" that your application gave you");

    private final Credentials credentials;

    /** Null unless the handshake has told who the client is. */
    private final ChatSupervisor.Known known;

    /** Gets an {@code ok} when the session opens; null if the client sent none. */
    private final ClientCommand.Hello hello;

    private final List<Command> waiting = new ArrayList<>(1);
    private Cancellable timeLimit;

    /** @param first the command that opens the session; null if the handshake does */
    AuthenticatingSession(Client client, Credentials credentials, ChatSupervisor.Known known, ClientCommand first) {
        super(client);
        this.credentials = credentials;
        this.known = known;
        this.hello = first instanceof ClientCommand.Hello said ? said : null;
        if (first != null && hello == null) {
            waiting.add(new UserActor.FromClient(first));
        }
    }

    /** Asks the authenticator, and returns the next state. */
    Behavior<Command> ask(ActorContext<Command> context) {
        if (known != null && (!known.weak() || credentials.token() == null)) {
            return ended(context, known.as(), null);
        }
        Authenticator authenticator = client.chat.extensions().authenticator();
        CompletableFuture<UserActor.Authenticated> ended = Stages.future(() -> authenticator.authenticate(credentials))
                .handle((answer, failure) -> new UserActor.Authenticated(this, answer, failure));
        if (ended.isDone()) {
            return handle(context, ended.getNow(null));
        }
        ended.thenAccept(client.self::tell);
        timeLimit = context.scheduleOnce(authenticator.timeLimit(), client.self, new UserActor.AuthenticationDue(this));
        return this;
    }

    @Override
    Behavior<Command> handle(ActorContext<Command> context, Command message) {
        if (message instanceof UserActor.FromClient || message instanceof UserActor.Malformed) {
            waiting.add(message);
            return Behaviors.same();
        }
        if (message instanceof UserActor.Authenticated ended && ended.asked() == this) {
            end();
            return ended(context, ended.answer(), ended.failure());
        }
        if (message instanceof UserActor.AuthenticationDue due && due.asked() == this) {
            return tryAgain(ErrorCode.UNAVAILABLE, "the server could not authenticate you in time; try again");
        }
        return null;
    }

    @Override
    void end() {
        if (timeLimit != null) {
            timeLimit.cancel();
        }
    }

    private Behavior<Command> ended(ActorContext<Command> context, Authentication answer, Throwable failure) {
        if (answer instanceof Authentication.Refused refused) {
            return refused(refused);
        }
        try {
            if (answer instanceof Authentication.Guest
                    && !client.chat.settings().guests()) {
                return refused((Authentication.Refused) NO_GUESTS);
            }
            GuestTokens guests = client.chat.cluster().guests();
            String shown = hello == null ? null : hello.guest();
            if (answer instanceof Authentication.Guest && shown != null && !guests.ready()) {
                return tryAgain(ErrorCode.UNAVAILABLE, "the server cannot check who you were; try again");
            }
            return open(context, Identities.of(answer, failure, credentials.name(), guestOf(shown)));
        } catch (ExecutionException fault) {
            FAULTS.report("the application's authenticator failed; the client may try again", fault.getCause());
            return tryAgain(ErrorCode.INTERNAL, "the server could not authenticate you; try again");
        }
    }

    /** Null for a token that is not ours, has expired or is revoked: the client is a new guest. */
    private User guestOf(String token) {
        GuestTokens.Guest guest =
                token == null ? null : client.chat.cluster().guests().read(token);
        boolean usable =
                guest != null && !client.chat.sanctions().isRevoked(guest.user().id(), guest.issued());
        return usable ? guest.user() : null;
    }

    private Behavior<Command> open(ActorContext<Command> context, Identity identity) {
        User user = identity.user();
        UserSessions sessions = client.shared.sessions();
        int most = client.chat.settings().limits().rates().shared().connections();
        if (!sessions.tryOpen(user, client.self, most)) {
            return tryAgain(
                    ErrorCode.UNAVAILABLE,
                    "you have " + most + " connections to this server already; close one, and try again");
        }
        if (client.chat.sanctions().isRevoked(user.id(), identity.token())) {
            // Since the authenticator looked.
            sessions.closed(user, client.self);
            return refused((Authentication.Refused) Authentication.revoked());
        }
        OpenSession open;
        try {
            open = OpenSession.begin(client, identity, credentials, hello);
        } catch (Throwable fault) {
            sessions.closed(user, client.self);
            throw fault;
        }
        open.closeWhenExpired(context);
        waiting.forEach(message -> open.handle(context, message));
        return open;
    }

    Behavior<Command> refused(Authentication.Refused refused) {
        if (refused.reason() == Authentication.Reason.UNAVAILABLE) {
            return tryAgain(ErrorCode.UNAVAILABLE, refused.message());
        }
        client.tell(askedBy(), Refusal.of(ErrorCode.UNAUTHORIZED, refused.message()));
        CloseCode code =
                switch (refused.reason()) {
                    case EXPIRED -> CloseCode.EXPIRED;
                    case REVOKED -> CloseCode.REVOKED;
                    default -> CloseCode.UNAUTHORIZED;
                };
        client.connection.close(code, UserActor.RECONNECT_AFTER_FAULT_MILLIS);
        return new RefusedSession(client);
    }

    /**
     * The id of the command that opens the session; null if the handshake does, or it has no id.
     */
    private CommandId askedBy() {
        if (hello != null) {
            return hello.id();
        }
        return waiting.isEmpty() ? null : idOf(waiting.get(0));
    }

    /**
     * Commands that waited fail: the client may have meant them for the identity that it asked for.
     */
    private Behavior<Command> tryAgain(ErrorCode code, String message) {
        if (hello != null) {
            client.fail(hello.id(), code, message);
        } else if (waiting.isEmpty()) {
            client.tell(null, Refusal.of(code, message));
        }
        waiting.forEach(command -> client.fail(idOf(command), code, message));
        return new NewSession(client, credentials, known);
    }

    private static CommandId idOf(Command sent) {
        return sent instanceof UserActor.FromClient from
                ? from.command().id()
                : ((UserActor.Malformed) sent).error().id();
    }
}
