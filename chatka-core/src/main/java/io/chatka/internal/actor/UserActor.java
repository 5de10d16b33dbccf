package io.chatka.internal.actor;

import io.chatka.api.User;
import io.chatka.internal.actor.ChatSupervisor.Connect;
import io.chatka.internal.broker.HistoryQuery;
import io.chatka.internal.broker.Receipt;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.lane.Connection;
import io.chatka.internal.lane.SharedText;
import io.chatka.internal.protocol.ClientCommand;
import io.chatka.internal.protocol.ClientException;
import io.chatka.internal.protocol.CloseCode;
import io.chatka.internal.protocol.CommandId;
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.internal.protocol.Frames;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * One user's connection: who it is, the rooms it is in, how much it may say. Runs on the connection's own lane, so that
 * what it writes crosses no thread.
 *
 * <p>Every command of the client ends in exactly one {@link Connection#commandDone}, which is how the connection knows
 * when to read on: the number of commands under way, and with it this actor's mailbox, is bounded.
 *
 * <p>Extends {@link ExtensibleBehavior} and not {@code AbstractBehavior}: there are as many of these as there are sockets, and
 * the table of handlers that the latter builds for each instance would be most of its size.
 */
public final class UserActor extends ExtensibleBehavior<UserActor.Command> {

    public sealed interface Command {}

    /** The client sent a command. */
    public record FromClient(ClientCommand command) implements Command {}

    /** The client sent something that is no command. */
    public record Malformed(ClientException error) implements Command {}

    /** The socket is closed. */
    public record Disconnected() implements Command {}

    /** Ends the session from the server's side; the client is told when to come back. */
    public record Close(CloseCode code, long comeBackMillis) implements Command {}

    /** The room has this user as a member now; the client was told by the room's lane. */
    record Joined(String room, ActorRef<ChatRoomActor.Command> ref) implements Command {}

    record JoinFailed(String room, CommandId id, ErrorCode code, String message) implements Command {}

    /** The user's message has its place in the room's order. */
    record Published(CommandId id, Receipt receipt) implements Command {}

    /** The replay of a room has more bytes than its client's socket has room for now. */
    record ReplayTooLarge(String room, long bytes) implements Command {}

    /** The socket has room for what was put off until then. */
    record Relieved() implements Command {}

    /** A page of a room's history, which others may have asked for as well. */
    record Past(CommandId id, SharedText page) implements Command {}

    /** The room's history could not be read. */
    record PastFailed(CommandId id, ErrorCode code, String message) implements Command {}

    /** The room could not do what was asked of it. */
    record Failed(CommandId id, ErrorCode code, String message) implements Command {}

    private static final FaultLog FAULTS = FaultLog.of(UserActor.class);
    static final long COME_BACK_AFTER_A_FAULT_MILLIS = 1000;

    private final ChatContext chat;
    private final ActorRef<ChatSupervisor.Command> supervisor;
    private final ActorRef<Command> self;
    private final Connection connection;
    private final String ownRoom;
    private final Map<String, Membership> memberships = new HashMap<>(2);

    /** Made when it is first needed: most connections only listen. */
    private UserLimits limits;

    /** The same. */
    private LargeReplies largeReplies;

    private User user;
    private int errorsInARow;

    static Behavior<Command> create(ChatContext chat, ActorRef<ChatSupervisor.Command> supervisor, Connect connect) {
        return Behaviors.setup(context -> {
            try {
                return new UserActor(chat, supervisor, connect, context.getSelf());
            } catch (Throwable fault) {
                close(connect.connection());
                return ended(fault);
            }
        });
    }

    /**
     * Ends this actor and its connection, and nothing else: rooms watch it and drop the member. Pekko's supervision would do so for
     * exceptions only, and go on after an error as if the command had been done.
     */
    private static Behavior<Command> ended(Throwable fault) {
        FAULTS.report("a connection's actor failed; the connection is closed", fault);
        return Behaviors.stopped();
    }

    private static void close(Connection connection) {
        FAULTS.attempt(
                "a connection whose actor failed could not be closed",
                () -> connection.close(CloseCode.INTERNAL, COME_BACK_AFTER_A_FAULT_MILLIS));
    }

    private UserActor(
            ChatContext chat, ActorRef<ChatSupervisor.Command> supervisor, Connect connect, ActorRef<Command> self) {
        this.chat = chat;
        this.supervisor = supervisor;
        this.self = self;
        this.connection = connect.connection();
        this.ownRoom = connect.room();
        connect.connected().accept(self);
        if (ownRoom != null || connect.name() != null) {
            openSession(connect.name());
        }
        if (ownRoom != null) {
            startJoining(new ClientCommand.Join(null, ownRoom, null), ownRoom);
        }
    }

    @Override
    public Behavior<Command> receive(TypedActorContext<Command> context, Command message) {
        try {
            return receive(message);
        } catch (Throwable fault) {
            return ended(fault);
        }
    }

    private Behavior<Command> receive(Command message) {
        if (message instanceof FromClient from) {
            onCommand(from.command);
        } else if (message instanceof Published published) {
            onPublished(published);
        } else if (message instanceof Joined joined) {
            onJoined(joined);
        } else if (message instanceof JoinFailed failed) {
            onJoinFailed(failed);
        } else if (message instanceof Failed failed) {
            onFailed(failed);
        } else if (message instanceof Past past) {
            onPast(past);
        } else if (message instanceof PastFailed failed) {
            onPastFailed(failed);
        } else if (message instanceof ReplayTooLarge tooLarge) {
            onReplayTooLarge(tooLarge);
        } else if (message instanceof Relieved) {
            largeReplies().relieved();
        } else if (message instanceof Malformed malformed) {
            onMalformed(malformed);
        } else if (message instanceof Close close) {
            connection.close(close.code, close.comeBackMillis);
        } else if (message instanceof Disconnected) {
            // The rooms watch this actor and drop the member.
            return Behaviors.stopped();
        } else {
            return Behaviors.unhandled();
        }
        return Behaviors.same();
    }

    @Override
    public Behavior<Command> receiveSignal(TypedActorContext<Command> context, Signal signal) {
        if (signal == PostStop.instance()) {
            // Does nothing after a disconnect; but an actor that failed must not leave a socket behind that nobody
            // serves.
            close(connection);
            return Behaviors.same();
        }
        return Behaviors.unhandled();
    }

    private void onCommand(ClientCommand command) {
        if (user == null && !(command instanceof ClientCommand.Hello)) {
            openSession(null);
        }
        if (command instanceof ClientCommand.Say say) {
            onSay(say);
        } else if (command instanceof ClientCommand.Ping ping) {
            errorsInARow = 0;
            done(Frames.pong(ping.id()));
        } else if (command instanceof ClientCommand.Join join) {
            onJoin(join);
        } else if (command instanceof ClientCommand.Leave leave) {
            onLeave(leave);
        } else if (command instanceof ClientCommand.History history) {
            onHistory(history);
        } else if (command instanceof ClientCommand.Hello hello) {
            onHello(hello);
        }
    }

    private void onHello(ClientCommand.Hello hello) {
        if (user != null) {
            refuse(
                    hello.id(),
                    ErrorCode.ALREADY_IDENTIFIED,
                    "this session already belongs to " + user.name() + "; open another connection for another name");
        } else if (hello.token() != null) {
            refuse(
                    hello.id(),
                    ErrorCode.UNAUTHORIZED,
                    "this server takes no tokens; leave \"token\" out to come as a guest");
        } else {
            openSession(hello.name());
            acknowledge(hello.id());
        }
    }

    private void onJoin(ClientCommand.Join join) {
        String room = join.room() != null ? join.room() : ownRoom;
        if (room == null) {
            refuseWithoutRoom(join.id());
            return;
        }
        if (memberships.containsKey(room)) {
            acknowledge(join.id());
            return;
        }
        Refusal refusal = limits().join(memberships.size(), join.since() != null);
        if (refusal != null) {
            refuse(join.id(), refusal);
            return;
        }
        startJoining(join, room);
    }

    private void startJoining(ClientCommand.Join join, String room) {
        Membership membership = new Membership(join);
        memberships.put(room, membership);
        if (join.since() == null) {
            askToJoin(room, membership, 0);
        } else {
            largeReplies().addReplay(bytes -> askToJoin(room, membership, bytes));
        }
    }

    /** @param replay bytes that the socket has room for */
    private void askToJoin(String room, Membership membership, long replay) {
        ClientCommand.Join join = membership.join;
        membership.replay = replay;
        supervisor.tell(new ChatSupervisor.JoinRoom(
                room, new ChatRoomActor.Join(self, user, connection, join.since(), replay, join.id())));
    }

    private void onReplayTooLarge(ReplayTooLarge tooLarge) {
        Membership membership = memberships.get(tooLarge.room);
        endReplay(membership);
        largeReplies().addReplay(tooLarge.bytes, bytes -> askToJoin(tooLarge.room, membership, bytes));
    }

    private void onJoined(Joined joined) {
        chat.meter().joined();
        connection.commandDone();
        errorsInARow = 0;
        Membership membership = memberships.get(joined.room);
        membership.room = joined.ref;
        endReplay(membership);
        membership.takeWaiting().forEach(this::onCommand);
    }

    private void onJoinFailed(JoinFailed failed) {
        Membership membership = memberships.remove(failed.room);
        chat.meter().error(failed.code);
        connection.send(Frames.error(failed.id, failed.code, failed.message, Refusal.retryAfterMillis(failed.code)));
        connection.commandDone();
        endReplay(membership);
        membership.takeWaiting().forEach(this::onCommand);
    }

    private void endReplay(Membership membership) {
        if (membership.replay > 0) {
            long replay = membership.replay;
            membership.replay = 0;
            largeReplies().ended(replay);
        }
    }

    private void onLeave(ClientCommand.Leave leave) {
        Membership membership = membershipFor(leave.id(), leave.room(), leave);
        if (membership != null) {
            errorsInARow = 0;
            memberships.remove(leave.room() != null ? leave.room() : ownRoom);
            membership.room.tell(new ChatRoomActor.Leave(self, leave.id()));
            connection.commandDone();
        }
    }

    private void onSay(ClientCommand.Say say) {
        Membership membership = membershipFor(say.id(), say.room(), say);
        if (membership == null) {
            return;
        }
        Refusal refusal = limits().say(say);
        if (refusal != null) {
            refuse(say.id(), refusal);
            return;
        }
        connection.lane().meter().said(user.id());
        membership.room.tell(new ChatRoomActor.Say(self, say.text(), say.data(), say.key(), say.id()));
    }

    private void onHistory(ClientCommand.History history) {
        Membership membership = membershipFor(history.id(), history.room(), history);
        if (membership == null) {
            return;
        }
        Refusal refusal = limits().history();
        if (refusal != null) {
            refuse(history.id(), refusal);
            return;
        }
        ChatSettings.Page page = chat.settings().page();
        int limit = history.limit() == 0 ? page.messages() : Math.min(history.limit(), page.messages());
        largeReplies()
                .addPage(bytes -> membership.room.tell(new ChatRoomActor.FetchHistory(
                        self,
                        new HistoryQuery(history.after(), history.before(), history.newestFirst(), limit, (int) bytes),
                        history.id())));
    }

    private void onPublished(Published published) {
        errorsInARow = 0;
        if (published.id != null) {
            connection.send(Frames.ok(published.id, published.receipt));
        }
        connection.commandDone();
    }

    private void onPast(Past past) {
        errorsInARow = 0;
        connection.send(Frames.history(past.id), past.page);
        connection.commandDone();
        largeReplies().ended(largeReplies().page());
    }

    private void onPastFailed(PastFailed failed) {
        onFailed(new Failed(failed.id, failed.code, failed.message));
        largeReplies().ended(largeReplies().page());
    }

    private void onFailed(Failed failed) {
        chat.meter().error(failed.code);
        done(Frames.error(failed.id, failed.code, failed.message, Refusal.retryAfterMillis(failed.code)));
    }

    private void onMalformed(Malformed malformed) {
        // Opens no session: a hello with a bad name may be said again.
        refuse(malformed.error.id(), malformed.error.code(), malformed.error.getMessage());
    }

    /**
     * The membership that a command is about, or null if the command was dealt with: refused, or kept until the join that
     * is under way has ended.
     */
    private Membership membershipFor(CommandId id, String named, ClientCommand command) {
        String room = named != null ? named : ownRoom;
        if (room == null) {
            refuseWithoutRoom(id);
            return null;
        }
        Membership membership = memberships.get(room);
        if (membership == null) {
            refuse(id, ErrorCode.NOT_JOINED, "you are not in room " + room + "; join it first");
            return null;
        }
        if (membership.room == null) {
            membership.keep(command);
            return null;
        }
        return membership;
    }

    private void openSession(String name) {
        user = Identities.guest(name);
        ChatSettings settings = chat.settings();
        connection.sessionOpened();
        connection.send(Frames.welcome(
                Identities.session(),
                user,
                new Frames.Terms(
                        settings.heartbeat().interval().toMillis(),
                        settings.heartbeat().timeout().toMillis(),
                        settings.limits().text(),
                        settings.limits().data(),
                        settings.limits().frame(),
                        settings.limits().rooms(),
                        settings.history().keyWindow().toMillis())));
    }

    private UserLimits limits() {
        if (limits == null) {
            limits = new UserLimits(chat);
        }
        return limits;
    }

    private LargeReplies largeReplies() {
        if (largeReplies == null) {
            largeReplies = new LargeReplies(connection, chat.settings(), () -> self.tell(new Relieved()));
        }
        return largeReplies;
    }

    private void acknowledge(CommandId id) {
        errorsInARow = 0;
        if (id != null) {
            connection.send(Frames.ok(id));
        }
        connection.commandDone();
    }

    private void done(byte[] reply) {
        connection.send(reply);
        connection.commandDone();
    }

    private void refuseWithoutRoom(CommandId id) {
        refuse(id, ErrorCode.BAD_FIELD, "\"room\" is missing; it may be left out only on /ws/{room}");
    }

    private void refuse(CommandId id, ErrorCode code, String message) {
        refuse(id, Refusal.of(code, message));
    }

    private void refuse(CommandId id, Refusal refusal) {
        count(refusal.code());
        done(Frames.error(id, refusal.code(), refusal.message(), refusal.retryAfterMillis()));
    }

    /** A client that makes one mistake after another is closed; what is the server's fault does not count. */
    private void count(ErrorCode code) {
        chat.meter().error(code);
        boolean clients = !code.retryable() || code == ErrorCode.RATE_LIMITED;
        if (clients && ++errorsInARow == chat.settings().limits().errorsInARow()) {
            connection.close(CloseCode.TOO_MANY_ERRORS, -1);
        }
    }
}
