package io.chatka.internal.actor;

import io.chatka.api.Authentication;
import io.chatka.api.Credentials;
import io.chatka.internal.actor.UserActor.Command;
import io.chatka.internal.protocol.ClientCommand;
import io.chatka.internal.protocol.ClientException;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The client has sent nothing yet, or may try again. Its next command starts the authentication; a
 * {@code hello} can bring a token and a name.
 */
final class NewSession extends SessionState {
    /**
     * Kept from an attempt that may be repeated: a client that tries again without a {@code hello}
     * must not become a guest.
     */
    private final Credentials credentials;

    /** Null unless the handshake has told who the client is. */
    private final ChatSupervisor.Known known;

    NewSession(Client client, Credentials credentials, ChatSupervisor.Known known) {
        super(client);
        this.credentials = credentials;
        this.known = known;
    }

    @Override
    Behavior<Command> handle(ActorContext<Command> context, Command message) {
        if (message instanceof UserActor.FromClient from) {
            ClientCommand first = from.command();
            if (!(first instanceof ClientCommand.Hello)
                    && known == null
                    && credentials.token() == null
                    && !client.chat.settings().guests()) {
                return new AuthenticatingSession(client, credentials, known, first)
                        .refused((Authentication.Refused) AuthenticatingSession.NO_GUESTS);
            }
            Credentials shown = first instanceof ClientCommand.Hello hello ? withHello(hello) : credentials;
            return new AuthenticatingSession(client, shown, known, first).ask(context);
        }
        if (message instanceof UserActor.Malformed malformed) {
            // This opens no session: a hello with a bad name may be repeated.
            ClientException error = malformed.error();
            client.refuse(error.id(), error.code(), error.getMessage());
            return Behaviors.same();
        }
        return null;
    }

    private Credentials withHello(ClientCommand.Hello hello) {
        String name = hello.name() != null ? hello.name() : credentials.name();
        return new Credentials(hello.token(), name, credentials.room(), credentials.address());
    }
}
