package io.chatka.internal.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.RecordingObserver;
import io.chatka.api.Credentials;
import io.chatka.api.SaidMessage;
import io.chatka.api.Session;
import io.chatka.internal.broker.Head;
import io.chatka.internal.broker.OccupancyStore;
import io.chatka.internal.broker.Position;
import io.chatka.internal.broker.Receipt;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.observer.LostNodes;
import io.chatka.internal.observer.ObserverQueue;
import io.chatka.internal.protocol.ClientCommand;
import io.chatka.internal.protocol.CloseCode;
import io.chatka.internal.protocol.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which events the actors tell, and when. */
class ObserverEventsTest {
    private final List<Object> details = new CopyOnWriteArrayList<>();
    private final RecordingObserver observer = new RecordingObserver() {
        @Override
        public void said(SaidMessage message) {
            super.said(message);
            details.add(message);
        }

        @Override
        public void connected(Session session) {
            super.connected(session);
            details.add(session.address());
        }
    };
    private final ObserverQueue queue =
            ObserverQueue.start(observer, NodeMeter.unread(), new LostNodes(OccupancyStore.NONE, "self", Set::of));
    private final Extensions extensions = new Extensions(Extensions.GUESTS, Extensions.EVERYTHING, null, queue);

    private final ActorKit kit = new ActorKit("", extensions);
    private final ActorRef<ChatRoomActor.Command> anyRoom =
            kit.<ChatRoomActor.Command>inbox().ref();

    @AfterEach
    void close() {
        kit.close();
    }

    @Test
    void a_session_is_told_from_its_beginning_to_its_end() {
        ActorRef<UserActor.Command> ann = connect("Ann", "lobby");
        ann.tell(new UserActor.Joined("lobby", anyRoom));
        for (String room : List.of("den", "attic", "cellar")) {
            ann.tell(new UserActor.FromClient(new ClientCommand.Join(null, room, null)));
        }
        ann.tell(new UserActor.Joined("den", anyRoom));
        ann.tell(new UserActor.JoinFailed("attic", null, ErrorCode.UNAVAILABLE, "later"));
        ann.tell(new UserActor.FromClient(new ClientCommand.Leave(null, "den")));
        ann.tell(new UserActor.Disconnected(CloseCode.HEARTBEAT));
        assertTold(
                "connected Ann",
                "occupied lobby",
                "joined lobby",
                "occupied den",
                "joined den",
                "left den",
                "left lobby",
                "disconnected Ann heartbeat",
                "vacated den",
                "vacated lobby");
    }

    @Test
    void a_session_that_a_fault_ends_is_told_too() {
        ActorRef<UserActor.Command> ann = connect("Ann", "lobby");
        ann.tell(new UserActor.Joined("lobby", anyRoom));
        ann.tell(new UserActor.Joined("a room that it never asked for", anyRoom));
        assertTold(
                "connected Ann",
                "occupied lobby",
                "joined lobby",
                "left lobby",
                "disconnected Ann lost",
                "vacated lobby");
        assertThat(details).containsExactly(UserFixture.ADDRESS);
    }

    @Test
    void a_client_without_a_session_is_not_told() {
        connect(null, null).tell(new UserActor.Disconnected(null));
        assertTold();
    }

    private ActorRef<UserActor.Command> connect(String name, String room) {
        return kit.spawn(UserActor.create(
                kit.chat,
                kit.<ChatSupervisor.Command>inbox().ref(),
                new SessionsShared(new UserSessions()),
                new ChatSupervisor.Connect(
                        new RecordingConnection(ActorKit.LANE),
                        new Credentials(null, name, room, UserFixture.ADDRESS),
                        null,
                        self -> {})));
    }

    @Test
    void a_message_is_told_with_its_place_and_its_repetition_is_not() {
        ActorKit.Client ann = kit.client("Ann");
        ActorRef<ChatRoomActor.Command> room = kit.spawn(ChatRoomActor.create(
                kit.chat,
                "lobby",
                kit.<ChatSupervisor.Command>inbox().ref(),
                new RoomsShared(1, new EmptyRooms(Duration.ofSeconds(30), 10), new ForeignNames())));
        kit.broker.subscribe().answer(Head.of("a", 0));
        room.tell(ann.join());
        room.tell(new ChatRoomActor.Say(ann.ref(), "hi", "[1]", "k", null));
        kit.broker.publish().answer(new Receipt(new Position("a", 1), false));
        room.tell(ann.say("again"));
        kit.broker.publish().answer(new Receipt(new Position("a", 1), true));
        room.tell(ann.say("lost"));
        kit.broker.publish().fail();
        assertTold("said 1 hi");
        assertThat(details).containsExactly(new SaidMessage("lobby", "a", 1, ann.user, "hi", "[1]"));
    }

    private void assertTold(String... events) {
        queue.close();
        assertThat(observer.told).containsExactly(events);
    }
}
