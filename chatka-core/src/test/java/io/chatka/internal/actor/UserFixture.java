package io.chatka.internal.actor;

import com.typesafe.config.ConfigFactory;
import io.chatka.api.Authentication;
import io.chatka.api.Authenticator;
import io.chatka.api.Credentials;
import io.chatka.api.Policy;
import io.chatka.internal.broker.Broker;
import io.chatka.internal.cluster.Nodes;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.observer.ObserverQueue;
import io.chatka.internal.protocol.ClientCommand;
import io.chatka.internal.protocol.CommandId;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;

/** One user's actor with a fake connection, a fake supervisor and a fake room, run in the test's thread. */
final class UserFixture {
    static final InetAddress ADDRESS = InetAddress.getLoopbackAddress();

    private static final ChatSettings SETTINGS =
            ChatSettings.read(ConfigFactory.parseString("chatka.limits.errors-in-a-row = 3\nchatka.limits.rooms = 3")
                    .withFallback(ConfigFactory.defaultReference())
                    .resolve());

    final RecordingConnection connection = new RecordingConnection(new InstantLane());
    final TestInbox<ChatSupervisor.Command> supervisor = TestInbox.create();
    final TestInbox<ChatRoomActor.Command> room = TestInbox.create();
    final BehaviorTestKit<UserActor.Command> user;
    private int sent;

    private UserFixture(Broker broker, Extensions extensions, String name, String ownRoom) {
        this(SETTINGS, broker, extensions, name, ownRoom);
    }

    private UserFixture(ChatSettings settings, Broker broker, Extensions extensions, String name, String ownRoom) {
        ChatContext chat = new ChatContext(
                settings,
                broker,
                Cluster.of("node", Nodes.NONE, broker),
                () -> 0,
                NodeMeter.unread(),
                () -> false,
                extensions);
        user = BehaviorTestKit.create(UserActor.create(
                chat,
                supervisor.getRef(),
                new SessionsShared(new UserSessions()),
                new ChatSupervisor.Connect(
                        connection, new Credentials(null, name, ownRoom, ADDRESS), null, self -> {})));
    }

    /** A client of {@code /ws}, which has said nothing yet. */
    static UserFixture with(Authenticator authenticator) {
        return at(null, null, new Extensions(authenticator, Extensions.EVERYTHING, null, null));
    }

    /** A client of {@code /ws/{room}?name=}. */
    static UserFixture at(String room, String name, Authenticator authenticator) {
        return at(room, name, new Extensions(authenticator, Extensions.EVERYTHING, null, null));
    }

    static UserFixture at(String room, String name, Extensions extensions) {
        return new UserFixture(null, extensions, name, room);
    }

    /** A client of {@code /ws} that has said nothing yet, and will be this user. */
    static UserFixture on(Broker broker, Authentication user) {
        return new UserFixture(
                broker, new Extensions(credentials -> now(user), Extensions.EVERYTHING, null, null), null, null);
    }

    /** A client of {@code /ws/lobby} of a server that takes no guests. */
    static UserFixture withoutGuests(Authentication answer) {
        ChatSettings settings = ChatSettings.read(ConfigFactory.parseString("chatka.auth.guests = off")
                .withFallback(ConfigFactory.defaultReference())
                .resolve());
        Extensions extensions = new Extensions(
                credentials -> now(credentials.token() == null ? Authentication.guest() : answer),
                Extensions.EVERYTHING,
                null,
                null);
        return new UserFixture(settings, null, extensions, null, "lobby");
    }

    /** A guest's session that is open. */
    static UserFixture open() {
        return open(Extensions.EVERYTHING, null);
    }

    static UserFixture open(Policy policy, ObserverQueue observer) {
        UserFixture open = at(null, "Ann", new Extensions(Extensions.GUESTS, policy, null, observer));
        open.connection.take();
        return open;
    }

    static CompletableFuture<Authentication> now(Authentication answer) {
        return CompletableFuture.completedFuture(answer);
    }

    /** The id of the next command. */
    CommandId id() {
        return new CommandId(Integer.toString(++sent), true);
    }

    void send(ClientCommand command) {
        user.run(new UserActor.FromClient(command));
    }

    void hello(String token) {
        send(new ClientCommand.Hello(id(), "Ann", token, null));
    }

    /** Handles what the actor has told itself. */
    void act() {
        while (user.selfInbox().hasMessages()) {
            user.run(user.selfInbox().receiveMessage());
        }
    }

    void ping() {
        send(new ClientCommand.Ping(id()));
    }

    void join(String name) {
        send(new ClientCommand.Join(id(), name, null));
    }

    /** The room lets the user in. */
    void joined(String name) {
        user.run(new UserActor.Joined(name, room.getRef()));
    }

    void say(String name, String text) {
        send(new ClientCommand.Say(id(), name, text, null, null));
    }

    /** What the rooms were asked for since the last time, by the text of it. */
    List<String> said() {
        return room.getAllReceived().stream()
                .filter(ChatRoomActor.Say.class::isInstance)
                .map(say -> ((ChatRoomActor.Say) say).text())
                .toList();
    }

    /** Lets the actor handle every message in its mailbox. */
    void runAll() {
        while (user.selfInbox().hasMessages()) {
            user.run(user.selfInbox().receiveMessage());
        }
    }

    /** Commands that the client sent and that wait for their end. */
    int underWay(int sentInAll) {
        return sentInAll - connection.done.get();
    }
}
