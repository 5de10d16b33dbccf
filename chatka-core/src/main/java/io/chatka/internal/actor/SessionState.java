package io.chatka.internal.actor;

import io.chatka.internal.actor.UserActor.Command;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.lane.Connection;
import io.chatka.internal.protocol.CloseCode;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * One state of a client's session. What a state throws ends this actor and its connection, and
 * nothing else: rooms watch the actor and drop the member.
 *
 * <p>Extends {@link ExtensibleBehavior} and not {@code AbstractBehavior}: there is one for each
 * socket, and the latter's table of handlers would be most of its size.
 */
abstract class SessionState extends ExtensibleBehavior<Command> {
    private static final FaultLog FAULTS = FaultLog.of(UserActor.class);

    final Client client;

    SessionState(Client client) {
        this.client = client;
    }

    /** Handles a message; returns null if this state does not know it. */
    abstract Behavior<Command> handle(ActorContext<Command> context, Command message);

    /** The actor ends, by a disconnect or a fault. */
    void end() {}

    @Override
    public final Behavior<Command> receive(TypedActorContext<Command> context, Command message) {
        try {
            Behavior<Command> next = handle(context.asJava(), message);
            return next != null ? next : handleInAnyState(message);
        } catch (Throwable fault) {
            // Pekko's supervision stops an actor for exceptions only; after an error it goes on.
            return failed(fault);
        }
    }

    private Behavior<Command> handleInAnyState(Command message) {
        if (message instanceof UserActor.Close close) {
            client.connection.close(close.code(), close.reconnectMillis());
        } else if (message instanceof UserActor.Describe describe) {
            describe.answer().complete(null);
        } else if (message instanceof UserActor.Disconnected) {
            return Behaviors.stopped();
        } else if (message instanceof UserActor.Authenticated || message instanceof UserActor.AuthenticationDue) {
            // Of an attempt that has ended.
            return Behaviors.same();
        } else {
            return Behaviors.unhandled();
        }
        return Behaviors.same();
    }

    @Override
    public final Behavior<Command> receiveSignal(TypedActorContext<Command> context, Signal signal) {
        if (signal != PostStop.instance()) {
            return Behaviors.unhandled();
        }
        FAULTS.attempt("the end of a session could not be handled", this::end);
        // Does nothing after a disconnect; but an actor that failed must not leave an open socket behind.
        close(client.connection);
        return Behaviors.same();
    }

    static Behavior<Command> failed(Throwable fault) {
        FAULTS.report("a connection's actor failed; the connection is closed", fault);
        return Behaviors.stopped();
    }

    static void close(Connection connection) {
        FAULTS.attempt(
                "a connection whose actor failed could not be closed",
                () -> connection.close(CloseCode.INTERNAL, UserActor.RECONNECT_AFTER_FAULT_MILLIS));
    }
}
