package io.chatka.internal.actor;

import io.chatka.api.Authentication;
import io.chatka.api.Credentials;
import io.chatka.internal.actor.ChatSupervisor.Connect;
import io.chatka.internal.broker.Receipt;
import io.chatka.internal.lane.SharedText;
import io.chatka.internal.protocol.ClientCommand;
import io.chatka.internal.protocol.ClientException;
import io.chatka.internal.protocol.CloseCode;
import io.chatka.internal.protocol.CommandId;
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.internal.sanction.ClusterSanctions;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The actor of one connection: its messages, and its first state. Runs on the connection's own
 * lane, so that writing to the socket crosses no thread. Its states are those of the session:
 *
 * <pre>
 *   NewSession ──▶ AuthenticatingSession ──▶ OpenSession
 *        ▲  try again ──┘      └──▶ RefusedSession
 * </pre>
 *
 * <p>Every command of the client ends in exactly one {@link
 * io.chatka.internal.lane.Connection#commandDone}. The connection reads no further while too many
 * commands are under way, which bounds this actor's mailbox.
 */
public final class UserActor {

    public sealed interface Command {}

    /** The client sent a command. */
    public record FromClient(ClientCommand command) implements Command {}

    /** The client sent something that is no command. */
    public record Malformed(ClientException error) implements Command {}

    /**
     * The socket is closed.
     *
     * @param why null if the connection broke
     */
    public record Disconnected(CloseCode why) implements Command {}

    /** Ends the session from the server's side. The client reconnects after this time. */
    public record Close(CloseCode code, long reconnectMillis) implements Command {}

    /** Asks what the session is; completed with null if it is not open. */
    record Describe(CompletableFuture<Here.SessionInfo> answer) implements Command {}

    /** The authenticator has answered; answer and failure may both be null. */
    record Authenticated(AuthenticatingSession asked, Authentication answer, Throwable failure) implements Command {}

    /** The authenticator's time limit is over. */
    record AuthenticationDue(AuthenticatingSession asked) implements Command {}

    /** The session's token has expired, if it has no other by now. */
    record TokenExpired(Authentication.Token token) implements Command {}

    /** A sanction for all rooms, or a revocation, has begun or ended; see {@link ClusterSanctions}. */
    record SanctionChanged(ClusterSanctions.What what, String id) implements Command {}

    /** The authenticator has answered about a new token; answer and failure may both be null. */
    record Refreshed(CommandId id, Authentication answer, Throwable failure) implements Command {}

    /** The user is a member of the room now; the room's lane has told the client. */
    record Joined(String room, ActorRef<ChatRoomActor.Command> ref) implements Command {}

    record JoinFailed(String room, CommandId id, Refusal refusal) implements Command {
        JoinFailed(String room, CommandId id, ErrorCode code, String message) {
            this(room, id, Refusal.of(code, message));
        }
    }

    /** A frame for this client. */
    record Told(byte[] utf8) implements Command {}

    /**
     * The room has removed the user.
     *
     * @param room its name
     */
    record Expelled(String room) implements Command {}

    /**
     * The end of an act.
     *
     * @param refusal null if it succeeded
     */
    record Acted(CommandId id, Refusal refusal) implements Command {}

    /** The user's message has its place in the room's order. */
    record Published(CommandId id, Receipt receipt) implements Command {}

    /** The user's message waits for a moderator. */
    record Held(CommandId id) implements Command {}

    /** The replay of a room has more bytes than the client's socket has room for now. */
    record ReplayTooLarge(String room, long bytes) implements Command {}

    /** The socket has room for the replies that waited for it. */
    record Relieved() implements Command {}

    /** A page of a room's history, which others may have asked for as well. */
    record HistoryFound(CommandId id, SharedText page) implements Command {}

    /** The room's history could not be read. */
    record HistoryFailed(CommandId id, ErrorCode code, String message) implements Command {}

    /** A part of the list of a room's members, which others may have asked for as well. */
    record MembersListed(CommandId id, SharedText page) implements Command {}

    /** The room could not carry out a command. */
    record Failed(CommandId id, Refusal refusal) implements Command {
        Failed(CommandId id, ErrorCode code, String message) {
            this(id, Refusal.of(code, message));
        }
    }

    static final long RECONNECT_AFTER_FAULT_MILLIS = 1000;

    private UserActor() {}

    static Behavior<Command> create(
            ChatContext chat, ActorRef<ChatSupervisor.Command> supervisor, SessionsShared shared, Connect connect) {
        return Behaviors.setup(context -> {
            try {
                Client client = new Client(chat, supervisor, shared, connect.connection(), context.getSelf());
                connect.connected().accept(context.getSelf());
                return opensAtOnce(connect, chat.settings().guests())
                        ? new AuthenticatingSession(client, connect.credentials(), connect.known(), null).ask(context)
                        : new NewSession(client, connect.credentials(), connect.known());
            } catch (Throwable fault) {
                SessionState.close(connect.connection());
                return SessionState.failed(fault);
            }
        });
    }

    /** Whether the handshake has told everything, so that the client need not say hello. */
    private static boolean opensAtOnce(Connect connect, boolean guests) {
        Credentials credentials = connect.credentials();
        if (credentials.token() != null
                || connect.known() != null && !connect.known().weak()) {
            return true;
        }
        boolean asks = credentials.room() != null || credentials.name() != null;
        return asks && (guests || connect.known() != null);
    }
}
