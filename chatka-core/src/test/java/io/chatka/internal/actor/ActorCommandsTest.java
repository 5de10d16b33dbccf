package io.chatka.internal.actor;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.chatka.Patience;
import io.chatka.api.Authentication;
import io.chatka.api.BrokerUnavailableException;
import io.chatka.api.Interception;
import io.chatka.api.User;
import io.chatka.internal.broker.EmbeddedBroker;
import io.chatka.internal.broker.EmbeddedSettings;
import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.EventListener;
import io.chatka.internal.broker.Head;
import io.chatka.internal.broker.Hearing;
import io.chatka.internal.broker.HistoryPage;
import io.chatka.internal.broker.HistoryQuery;
import io.chatka.internal.broker.HistorySettings;
import io.chatka.internal.broker.Position;
import io.chatka.internal.broker.Receipt;
import io.chatka.internal.cluster.DrainPlan;
import io.chatka.internal.cluster.Nodes;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.lane.Connection;
import io.chatka.internal.lane.Lanes;
import io.chatka.internal.lane.SharedText;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.protocol.ClientCommand;
import io.chatka.internal.protocol.ClientException;
import io.chatka.internal.protocol.CloseCode;
import io.chatka.internal.protocol.CommandId;
import io.chatka.internal.protocol.ErrorCode;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.UnhandledMessage;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No message that an actor's {@code Command} permits is one that the actor does not know. */
class ActorCommandsTest {
    private static final String ROOM = "lobby";
    private static final Duration PATIENCE = Patience.LONGEST;

    private static final ExecutorService LOOP = Executors.newSingleThreadExecutor();
    private static final InstantLane LANE = new InstantLane(0, LOOP);
    private static final NodeMeter METER = NodeMeter.unread();
    private static final Lanes LANES = new Lanes(List.of(LANE), METER);
    private static final EmbeddedBroker BROKER = new EmbeddedBroker(
            Clock.systemUTC(), System::nanoTime, EmbeddedSettings.defaults(HistorySettings.defaults()));
    private static final ActorTestKit KIT = ActorTestKit.create(ActorSystem.create(
            Behaviors.empty(),
            "test",
            ActorSystemSetup.create(
                    BootstrapSetup.create(LANES.dispatchers()
                            .withFallback(ConfigFactory.defaultReference()
                                    .getConfig("chatka")
                                    .withOnlyPath("pekko"))
                            .withFallback(ConfigFactory.defaultReference())
                            .resolve()),
                    LANES)));
    private static final ChatContext CHAT = new ChatContext(
            ChatSettings.read(ConfigFactory.defaultReference().resolve()),
            BROKER,
            "node",
            Nodes.NONE,
            System::nanoTime,
            METER,
            () -> false,
            Extensions.NONE);

    private static final TestProbe<ChatSupervisor.Command> SUPERVISOR = KIT.createTestProbe();
    private static final TestProbe<ChatRoomActor.Command> ROOM_PROBE = KIT.createTestProbe();
    private static final TestProbe<UserActor.Command> USER = KIT.createTestProbe();

    private final TestProbe<UnhandledMessage> unhandled = KIT.createTestProbe(UnhandledMessage.class);

    ActorCommandsTest() {
        Adapter.toClassic(KIT.system())
                .eventStream()
                .subscribe(Adapter.toClassic(unhandled.ref()), UnhandledMessage.class);
    }

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
        LOOP.shutdown();
        BROKER.close();
    }

    static List<UserActor.Command> commandsOfUsers() {
        return Samples.ofEvery(UserActor.Command.class, values(ROOM_PROBE.ref()));
    }

    @ParameterizedTest
    @MethodSource("commandsOfUsers")
    void a_user_handles_every_command(UserActor.Command command) {
        ActorRef<UserActor.Command> user = spawn(UserActor.create(CHAT, SUPERVISOR.ref(), connect(ref -> {})));
        user.tell(command);
        user.tell(new UserActor.Disconnected(null));
        USER.expectTerminated(user, PATIENCE);
        assertNothingUnhandled();
    }

    static List<ChatRoomActor.Command> commandsOfRooms() {
        return Samples.ofEvery(ChatRoomActor.Command.class, values(USER.ref()));
    }

    @ParameterizedTest
    @MethodSource("commandsOfRooms")
    void a_room_handles_every_command(ChatRoomActor.Command command) {
        ActorRef<ChatRoomActor.Command> room = spawn(ChatRoomActor.create(
                CHAT,
                ROOM,
                SUPERVISOR.ref(),
                new RoomsShared(LANES.count(), new EmptyRooms(Duration.ofMinutes(1), 10), new ForeignNames())));
        room.tell(command);
        room.tell(new ChatRoomActor.Retire());
        ROOM_PROBE.expectTerminated(room, PATIENCE);
        assertNothingUnhandled();
    }

    static List<ChatSupervisor.Command> commandsOfTheSupervisor() {
        return Samples.ofEvery(ChatSupervisor.Command.class, values(ROOM_PROBE.ref()));
    }

    @ParameterizedTest
    @MethodSource("commandsOfTheSupervisor")
    void the_supervisor_handles_every_command(ChatSupervisor.Command command) throws Exception {
        ActorRef<ChatSupervisor.Command> supervisor = spawn(ChatSupervisor.create(CHAT, LANES));
        // So that a drain is under way.
        supervisor.tell(new ChatSupervisor.Drain(DrainPlan.atOnce()));
        supervisor.tell(command);
        CompletableFuture<ActorRef<UserActor.Command>> connected = new CompletableFuture<>();
        supervisor.tell(connect(connected::complete));
        connected.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertNothingUnhandled();
        KIT.stop(supervisor);
    }

    @Test
    void a_user_that_fails_leaves_no_socket_behind() {
        List<CloseCode> closed = new CopyOnWriteArrayList<>();
        Connection breaking = (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "lane" -> {
                            return LANE;
                        }
                        case "send" -> throw new IllegalStateException("a fault that the test put in");
                        case "close" -> closed.add((CloseCode) arguments[0]);
                        default -> {}
                    }
                    return null;
                });
        ActorRef<UserActor.Command> user = spawn(UserActor.create(
                CHAT, SUPERVISOR.ref(), new ChatSupervisor.Connect(breaking, null, null, null, ref -> {})));
        user.tell(new UserActor.FromClient(new ClientCommand.Ping(null)));
        USER.expectTerminated(user, PATIENCE);
        assertThat(closed).containsExactly(CloseCode.INTERNAL);
    }

    @Test
    void an_unhandled_command_would_be_noticed() {
        ActorRef<String> deaf = spawn(Behaviors.receive(String.class)
                .onMessageEquals("stop", Behaviors::stopped)
                .build());
        deaf.tell("hello?");
        deaf.tell("stop");
        USER.expectTerminated(deaf, PATIENCE);
        assertThat(unhandled.receiveMessage(PATIENCE).message()).isEqualTo("hello?");
    }

    /** Whatever was unhandled before comes before the marker. */
    private void assertNothingUnhandled() {
        Adapter.toClassic(KIT.system())
                .eventStream()
                .publish(new UnhandledMessage("marker", Adapter.toClassic(USER.ref()), Adapter.toClassic(USER.ref())));
        assertThat(unhandled.receiveMessage(PATIENCE).message()).isEqualTo("marker");
    }

    private static <C> ActorRef<C> spawn(Behavior<C> behavior) {
        return KIT.spawn(behavior, Lanes.dispatcherOf(LANE));
    }

    private static ChatSupervisor.Connect connect(Consumer<ActorRef<UserActor.Command>> connected) {
        return new ChatSupervisor.Connect(new RecordingConnection(LANE), "Ann", ROOM, null, connected);
    }

    private static Map<Class<?>, Object> values(ActorRef<?> ref) {
        User user = new User("g-1", "Ann", "guest");
        CommandId id = new CommandId("1", true);
        Position position = new Position("epoch", 7);
        Connection connection = new RecordingConnection(LANE);
        Consumer<ActorRef<UserActor.Command>> connected = actor -> {};
        Map<Class<?>, Object> values = new HashMap<>();
        values.put(Interception.class, Interception.allow());
        values.put(Interceptions.Pending.class, new Interceptions.Pending(null, user, null));
        values.put(Authentication.class, Authentication.guest());
        values.put(AuthenticatingSession.class, new AuthenticatingSession(null, null, null));
        values.put(InetAddress.class, InetAddress.getLoopbackAddress());
        values.put(int.class, 1);
        values.put(long.class, 1L);
        values.put(String.class, ROOM);
        values.put(byte[].class, new byte[] {'x'});
        values.put(ChatSettings.class, CHAT.settings());
        values.put(DrainPlan.class, DrainPlan.atOnce());
        values.put(Consumer.class, connected);
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
        values.put(ErrorCode.class, ErrorCode.UNAVAILABLE);
        values.put(CloseCode.class, CloseCode.RESTART);
        values.put(Throwable.class, new BrokerUnavailableException("away", null));
        values.put(ClientException.class, new ClientException(ErrorCode.BAD_JSON, "no"));
        values.put(ClientCommand.class, new ClientCommand.Ping(id));
        values.put(ChatRoomActor.Join.class, new ChatRoomActor.Join(USER.ref(), user, connection, position, 0, id));
        return values;
    }
}
