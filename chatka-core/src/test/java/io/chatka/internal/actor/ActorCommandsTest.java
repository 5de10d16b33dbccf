package io.chatka.internal.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.api.Authentication;
import io.chatka.api.BrokerUnavailableException;
import io.chatka.api.Credentials;
import io.chatka.api.Interception;
import io.chatka.api.User;
import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.EventListener;
import io.chatka.internal.broker.Head;
import io.chatka.internal.broker.Hearing;
import io.chatka.internal.broker.HistoryPage;
import io.chatka.internal.broker.HistoryQuery;
import io.chatka.internal.broker.Position;
import io.chatka.internal.broker.Receipt;
import io.chatka.internal.broker.RoomChange;
import io.chatka.internal.broker.RoomState;
import io.chatka.internal.broker.Standing;
import io.chatka.internal.broker.StateChange;
import io.chatka.internal.cluster.DrainPlan;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.lane.Connection;
import io.chatka.internal.lane.SharedText;
import io.chatka.internal.permission.Rights;
import io.chatka.internal.protocol.ClientCommand;
import io.chatka.internal.protocol.ClientException;
import io.chatka.internal.protocol.CloseCode;
import io.chatka.internal.protocol.CommandId;
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.internal.protocol.LeftCode;
import io.chatka.internal.sanction.ClusterSanctions;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.pekko.actor.UnhandledMessage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No message that an actor's {@code Command} permits is one that the actor does not know. */
class ActorCommandsTest {
    private static final String ROOM = "lobby";

    private static final ActorKit KIT = new ActorKit("");
    private static final ActorKit.Inbox<UnhandledMessage> UNHANDLED = KIT.unhandled();
    private static final ActorKit.Inbox<ChatSupervisor.Command> SUPERVISOR = KIT.inbox();
    private static final ActorKit.Inbox<ChatRoomActor.Command> ROOM_INBOX = KIT.inbox();
    private static final ActorKit.Inbox<UserActor.Command> USER = KIT.inbox();

    @AfterAll
    static void stop() {
        KIT.close();
    }

    static List<UserActor.Command> commandsOfUsers() {
        return Samples.ofEvery(UserActor.Command.class, values(ROOM_INBOX.ref()));
    }

    @ParameterizedTest
    @MethodSource("commandsOfUsers")
    void a_user_handles_every_command(UserActor.Command command) {
        KIT.spawn(UserActor.create(
                        KIT.chat, SUPERVISOR.ref(), new SessionsShared(new UserSessions()), connect(ref -> {})))
                .tell(command);
        assertThat(UNHANDLED.take()).isEmpty();
    }

    static List<ChatRoomActor.Command> commandsOfRooms() {
        return Samples.ofEvery(ChatRoomActor.Command.class, values(USER.ref()));
    }

    @ParameterizedTest
    @MethodSource("commandsOfRooms")
    void a_room_handles_every_command(ChatRoomActor.Command command) {
        KIT.spawn(ChatRoomActor.create(
                        KIT.chat,
                        ROOM,
                        SUPERVISOR.ref(),
                        new RoomsShared(1, new EmptyRooms(Duration.ofMinutes(1), 10), new ForeignNames())))
                .tell(command);
        assertThat(UNHANDLED.take()).isEmpty();
    }

    static List<ChatSupervisor.Command> commandsOfTheSupervisor() {
        return Samples.ofEvery(ChatSupervisor.Command.class, values(ROOM_INBOX.ref()));
    }

    @ParameterizedTest
    @MethodSource("commandsOfTheSupervisor")
    void the_supervisor_handles_every_command(ChatSupervisor.Command command) {
        ActorRef<ChatSupervisor.Command> supervisor = KIT.spawn(ChatSupervisor.create(KIT.chat, ActorKit.LANES));
        // So that a drain is under way.
        supervisor.tell(new ChatSupervisor.Drain(DrainPlan.atOnce()));
        supervisor.tell(command);
        assertThat(UNHANDLED.take()).isEmpty();
    }

    @Test
    void a_user_that_fails_leaves_no_socket_behind() {
        List<CloseCode> closed = new CopyOnWriteArrayList<>();
        Connection breaking = (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "lane" -> {
                            return ActorKit.LANE;
                        }
                        case "send" -> throw new IllegalStateException("a fault that the test put in");
                        case "close" -> closed.add((CloseCode) arguments[0]);
                        default -> {}
                    }
                    return null;
                });
        KIT.spawn(UserActor.create(
                        KIT.chat,
                        SUPERVISOR.ref(),
                        new SessionsShared(new UserSessions()),
                        new ChatSupervisor.Connect(breaking, new Credentials(null, null, null, null), null, ref -> {})))
                .tell(new UserActor.FromClient(new ClientCommand.Ping(null)));
        assertThat(closed).containsExactly(CloseCode.INTERNAL);
    }

    @Test
    void an_unhandled_command_would_be_noticed() {
        KIT.spawn(Behaviors.receive(String.class).build()).tell("hello?");
        assertThat(UNHANDLED.take()).singleElement().satisfies(unhandled -> assertThat(unhandled.message())
                .isEqualTo("hello?"));
    }

    private static ChatSupervisor.Connect connect(Consumer<ActorRef<UserActor.Command>> connected) {
        return new ChatSupervisor.Connect(
                new RecordingConnection(ActorKit.LANE), new Credentials(null, "Ann", ROOM, null), null, connected);
    }

    private static Map<Class<?>, Object> values(ActorRef<?> ref) {
        User user = new User("g-1", "Ann", "guest");
        CommandId id = new CommandId("1", true);
        Position position = new Position("epoch", 7);
        Connection connection = new RecordingConnection(ActorKit.LANE);
        Consumer<ActorRef<UserActor.Command>> connected = actor -> {};
        Map<Class<?>, Object> values = new HashMap<>();
        values.put(Interception.class, Interception.allow());
        values.put(Interceptions.Pending.class, new Interceptions.Pending(null, null, null));
        values.put(Authentication.class, Authentication.guest());
        values.put(Authentication.Token.class, new Authentication.Token(1, 2, 0, null));
        values.put(AuthenticatingSession.class, new AuthenticatingSession(null, null, null, null));
        values.put(LeftCode.class, LeftCode.BANNED);
        values.put(ClusterSanctions.What.class, ClusterSanctions.What.MUTE);
        values.put(Credentials.class, new Credentials(null, "Ann", null, null));
        values.put(
                ChatSupervisor.Known.class,
                new ChatSupervisor.Known(new Authentication.Accepted(new User("u1", "Ann", "member"), null), false));
        values.put(InetAddress.class, InetAddress.getLoopbackAddress());
        values.put(int.class, 1);
        values.put(long.class, 1L);
        values.put(String.class, ROOM);
        values.put(byte[].class, new byte[] {'x'});
        values.put(ChatSettings.class, KIT.chat.settings());
        values.put(DrainPlan.class, DrainPlan.atOnce());
        values.put(Consumer.class, connected);
        values.put(CompletableFuture.class, new CompletableFuture<>());
        values.put(ActorRef.class, ref);
        values.put(Connection.class, connection);
        values.put(User.class, user);
        values.put(CommandId.class, id);
        values.put(Position.class, position);
        values.put(Event.class, new Event("epoch", 8, new byte[] {'{', '}'}));
        values.put(EventListener.class, new Hearing());
        values.put(Receipt.class, new Receipt(position, true));
        values.put(HistoryQuery.class, HistoryQuery.after(0, 1, 1));
        values.put(Head.class, Head.of("epoch", 7));
        values.put(HistoryPage.class, new HistoryPage(Head.of("e", 1), List.of(), false));
        values.put(SharedText.class, new SharedText(new byte[] {1}));
        values.put(RoomState.class, RoomState.OPEN);
        values.put(Standing.class, Standing.CLEAR);
        values.put(Rights.class, Samples.GUEST);
        values.put(Refusal.class, Refusal.of(ErrorCode.UNAVAILABLE, "later"));
        values.put(RoomChange.class, new RoomChange(RoomState.OPEN, new StateChange.Close()));
        values.put(ErrorCode.class, ErrorCode.UNAVAILABLE);
        values.put(CloseCode.class, CloseCode.RESTART);
        values.put(Throwable.class, new BrokerUnavailableException("away", null));
        values.put(ClientException.class, new ClientException(ErrorCode.BAD_JSON, "no"));
        values.put(ClientCommand.class, new ClientCommand.Ping(id));
        values.put(
                ChatRoomActor.Join.class,
                new ChatRoomActor.Join(USER.ref(), user, Samples.GUEST, connection, position, 0, id, null));
        return values;
    }
}
