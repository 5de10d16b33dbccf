package io.chatka.internal.actor;

import io.chatka.internal.actor.UserActor.Command;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The authenticator refused the client, and its connection is closing: its commands are not carried
 * out.
 */
final class RefusedSession extends SessionState {
    RefusedSession(Client client) {
        super(client);
    }

    @Override
    Behavior<Command> handle(ActorContext<Command> context, Command message) {
        boolean sent = message instanceof UserActor.FromClient || message instanceof UserActor.Malformed;
        return sent ? Behaviors.same() : null;
    }
}
