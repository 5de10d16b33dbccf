package io.chatka.internal.actor;

import io.chatka.internal.lane.Connection;
import io.chatka.internal.protocol.CloseCode;
import io.chatka.internal.protocol.CommandId;
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.internal.protocol.Frames;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The client of one {@link UserActor}, through all states of its session. Answers each of its
 * commands exactly once. On the connection's lane only.
 */
final class Client {
    final ChatContext chat;
    final ActorRef<ChatSupervisor.Command> supervisor;
    final SessionsShared shared;
    final Connection connection;
    final ActorRef<UserActor.Command> self;
    private int errorsInARow;

    Client(
            ChatContext chat,
            ActorRef<ChatSupervisor.Command> supervisor,
            SessionsShared shared,
            Connection connection,
            ActorRef<UserActor.Command> self) {
        this.chat = chat;
        this.supervisor = supervisor;
        this.shared = shared;
        this.connection = connection;
        this.self = self;
    }

    /** Ends a command with {@code ok}, if it has an id. */
    void acknowledge(CommandId id) {
        if (id == null) {
            done();
        } else {
            done(Frames.ok(id));
        }
    }

    /** Ends a command with this reply. */
    void done(byte[] reply) {
        connection.send(reply);
        done();
    }

    /** Ends a command whose client gets its answer elsewhere, or wants none. */
    void done() {
        errorsInARow = 0;
        connection.commandDone();
    }

    void refuse(CommandId id, ErrorCode code, String message) {
        refuse(id, Refusal.of(code, message));
    }

    /**
     * Refuses a command. A client that makes one mistake after another is disconnected; errors that
     * are not its fault do not count.
     */
    void refuse(CommandId id, Refusal refusal) {
        boolean clientsMistake = !refusal.code().retryable() || refusal.code() == ErrorCode.RATE_LIMITED;
        if (clientsMistake && ++errorsInARow == chat.settings().limits().errorsInARow()) {
            connection.close(CloseCode.TOO_MANY_ERRORS, -1);
        }
        fail(id, refusal);
    }

    void fail(CommandId id, ErrorCode code, String message) {
        fail(id, Refusal.of(code, message));
    }

    /** Ends a command with an error that does not count as a mistake of the client. */
    void fail(CommandId id, Refusal refusal) {
        tell(id, refusal);
        connection.commandDone();
    }

    /** Sends an error that ends no command. */
    void tell(CommandId id, Refusal refusal) {
        chat.meter().error(refusal.code());
        connection.send(Frames.error(
                id, refusal.code(), refusal.message(), refusal.retryAfterMillis(), refusal.until(), refusal.reason()));
    }
}
