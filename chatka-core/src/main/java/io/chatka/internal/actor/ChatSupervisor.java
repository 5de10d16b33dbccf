package io.chatka.internal.actor;

import io.chatka.api.Authentication;
import io.chatka.api.Credentials;
import io.chatka.internal.cluster.DrainPlan;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.lane.Connection;
import io.chatka.internal.lane.Lanes;
import io.chatka.internal.protocol.CloseCode;
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.internal.sanction.ClusterSanctions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * The top of the tree, one per node: gives each new connection a {@link UserActor}, and each room
 * that somebody joins a {@link ChatRoomActor}. It keeps the table of rooms. Messages between a user
 * and a room that it has joined do not pass here.
 */
public final class ChatSupervisor extends AbstractBehavior<ChatSupervisor.Command> {
    private static final FaultLog FAULTS = FaultLog.of(ChatSupervisor.class);
    private static final Duration DRAIN_TICK = Duration.ofMillis(50);

    public sealed interface Command {}

    /**
     * A socket whose handshake is complete.
     *
     * @param credentials of the handshake
     * @param known who the client is, if the handshake has told; otherwise null
     * @param connected called with the connection's actor, on the connection's lane
     */
    public record Connect(
            Connection connection,
            Credentials credentials,
            Known known,
            Consumer<ActorRef<UserActor.Command>> connected)
            implements Command {}

    /**
     * Who a client is, as its handshake has told.
     *
     * @param weak whether a token in {@code hello} counts more: a trusted proxy named the user
     */
    public record Known(Authentication.Accepted as, boolean weak) {}

    /** Closes all connections, at the pace of a plan, each with its own time to reconnect. */
    public record Drain(DrainPlan plan) implements Command {}

    /** A user joins a room, which may have to be created first. */
    record JoinRoom(String room, ChatRoomActor.Join join) implements Command {}

    /**
     * A room has been empty for a while; {@code joins} is how many joins it has received so far.
     */
    record RoomIdle(String room, ActorRef<ChatRoomActor.Command> ref, long joins) implements Command {}

    record RoomStopped(String room, ActorRef<ChatRoomActor.Command> ref) implements Command {}

    /** Settings for new connections. The settings that rooms use must be the same as before. */
    public record Reconfigure(ChatSettings settings) implements Command {}

    /**
     * Some node of the cluster is gone or is back; see {@link io.chatka.internal.cluster.Nodes}.
     */
    public record NodesChanged() implements Command {}

    private record DrainDue() implements Command {}

    private ChatContext chat;
    private final Lanes lanes;
    private final TimerScheduler<Command> timers;
    private final Map<String, Room> rooms = new HashMap<>();
    private final RoomsShared shared;
    private final SessionsShared sessionsShared;

    /** Null until the node drains. */
    private Draining draining;

    /**
     * A room, and how many joins it was sent: it may be retired only if it has received them all.
     */
    private static final class Room {
        final ActorRef<ChatRoomActor.Command> ref;
        long joins;

        Room(ActorRef<ChatRoomActor.Command> ref) {
            this.ref = ref;
        }
    }

    public static Behavior<Command> create(ChatContext chat, Lanes lanes) {
        Behavior<Command> supervisor = Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new ChatSupervisor(context, timers, chat, lanes)));
        return FaultBoundary.resuming(
                Command.class, FAULTS, "the supervisor failed on a message; it goes on with the next one", supervisor);
    }

    private ChatSupervisor(
            ActorContext<Command> context, TimerScheduler<Command> timers, ChatContext chat, Lanes lanes) {
        super(context);
        this.chat = chat;
        this.lanes = lanes;
        this.timers = timers;
        this.sessionsShared = new SessionsShared(chat.cluster().here().users());
        this.shared = new RoomsShared(
                lanes.count(),
                new EmptyRooms(
                        chat.settings().rooms().idle(), chat.settings().rooms().empty()),
                new ForeignNames());
        FAULTS.attempt("the sanctions for all rooms could not be read; the node tries again", () -> chat.sanctions()
                .start(this::onSanctionChanged));
    }

    /** On a thread of the broker. */
    private void onSanctionChanged(ClusterSanctions.What what, String id) {
        UserActor.SanctionChanged change = new UserActor.SanctionChanged(what, id);
        if (what == ClusterSanctions.What.REVOKED_TOKEN) {
            sessionsShared.sessions().tellAll(change);
        } else {
            sessionsShared.sessions().tell(id, change);
        }
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(JoinRoom.class, this::onJoinRoom)
                .onMessage(Connect.class, this::onConnect)
                .onMessage(RoomIdle.class, this::onRoomIdle)
                .onMessage(RoomStopped.class, this::onRoomStopped)
                .onMessage(Reconfigure.class, this::onReconfigure)
                .onMessage(NodesChanged.class, changed -> onNodesChanged())
                .onMessage(Drain.class, this::onDrain)
                .onMessage(DrainDue.class, due -> onDrainDue())
                .build();
    }

    private Behavior<Command> onConnect(Connect connect) {
        try {
            ActorRef<UserActor.Command> user = getContext()
                    .spawnAnonymous(
                            UserActor.create(chat, getContext().getSelf(), sessionsShared, connect),
                            Lanes.dispatcherOf(connect.connection.lane()));
            if (draining != null) {
                draining.close(user);
            }
        } catch (Throwable fault) {
            // No actor would close the socket.
            connect.connection
                    .lane()
                    .execute(
                            () -> connect.connection.close(CloseCode.INTERNAL, UserActor.RECONNECT_AFTER_FAULT_MILLIS));
            throw fault;
        }
        return this;
    }

    private Behavior<Command> onJoinRoom(JoinRoom message) {
        try {
            Room room = rooms.computeIfAbsent(message.room, this::createRoom);
            room.joins++;
            room.ref.tell(message.join);
        } catch (Throwable fault) {
            message.join
                    .ref()
                    .tell(new UserActor.JoinFailed(
                            message.room,
                            message.join.id(),
                            ErrorCode.INTERNAL,
                            "the room cannot be opened; try again"));
            throw fault;
        }
        return this;
    }

    private Room createRoom(String name) {
        ActorRef<ChatRoomActor.Command> ref = getContext()
                .spawnAnonymous(
                        ChatRoomActor.create(chat, name, getContext().getSelf(), shared), lanes.propsOfRoom(name));
        getContext().watchWith(ref, new RoomStopped(name, ref));
        chat.meter().roomOpened();
        return new Room(ref);
    }

    private Behavior<Command> onRoomIdle(RoomIdle idle) {
        Room room = rooms.get(idle.room);
        if (room != null && room.ref.equals(idle.ref) && room.joins == idle.joins) {
            rooms.remove(idle.room);
            idle.ref.tell(new ChatRoomActor.Retire());
        }
        return this;
    }

    private Behavior<Command> onRoomStopped(RoomStopped stopped) {
        chat.meter().roomClosed();
        chat.cluster().here().rooms().remove(stopped.room, stopped.ref);
        Room room = rooms.get(stopped.room);
        if (room != null && room.ref.equals(stopped.ref)) {
            rooms.remove(stopped.room);
        }
        return this;
    }

    private Behavior<Command> onReconfigure(Reconfigure message) {
        chat = chat.with(message.settings);
        return this;
    }

    private Behavior<Command> onNodesChanged() {
        rooms.values().forEach(room -> room.ref.tell(new ChatRoomActor.NodesChanged()));
        return this;
    }

    private Behavior<Command> onDrain(Drain message) {
        Set<ActorRef<?>> roomRefs = new HashSet<>();
        rooms.values().forEach(room -> roomRefs.add(room.ref));
        Queue<ActorRef<UserActor.Command>> open = new ArrayDeque<>();
        for (ActorRef<Void> child : getContext().getChildren()) {
            if (!roomRefs.contains(child)) {
                open.add(child.unsafeUpcast());
            }
        }
        draining = new Draining(message.plan, open, chat.nanoTime());
        timers.startTimerAtFixedRate(new DrainDue(), Duration.ZERO, DRAIN_TICK);
        return this;
    }

    private Behavior<Command> onDrainDue() {
        if (!draining.closeDue()) {
            timers.cancelAll();
        }
        return this;
    }
}
