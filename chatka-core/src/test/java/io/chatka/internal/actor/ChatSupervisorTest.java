package io.chatka.internal.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.api.Credentials;
import io.chatka.internal.actor.ActorKit.Client;
import io.chatka.internal.broker.Head;
import io.chatka.internal.cluster.DrainPlan;
import io.chatka.internal.protocol.CloseCode;
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.internal.protocol.LookChanges;
import io.chatka.internal.protocol.PresenceNote;
import io.chatka.internal.protocol.UserChanges;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections and rooms come and go, on a fake lane and over a fake broker. */
class ChatSupervisorTest {
    private static final String ROOM = "lobby";

    private final ActorKit kit = new ActorKit("chatka.rooms { idle = 30s, empty = 5 }");
    private final ActorRef<ChatSupervisor.Command> supervisor =
            kit.spawn(ChatSupervisor.create(kit.chat, ActorKit.LANES));
    private final Client ann = kit.client("Ann");
    private final Client bob = kit.client("Bob");

    @AfterEach
    void close() {
        kit.close();
    }

    @Test
    void the_first_join_opens_a_room_and_the_next_finds_it_open() {
        ActorRef<ChatRoomActor.Command> room = openedBy(ann);
        assertThat(joins(bob)).isEqualTo(room);
        assertThat(kit.broker.isIdle()).isTrue();
    }

    @Test
    void a_room_that_is_empty_for_long_enough_is_closed_and_the_next_join_opens_it_again() {
        ActorRef<ChatRoomActor.Command> room = openedBy(ann);
        room.tell(ann.leave());
        kit.pass(Duration.ofSeconds(30));
        assertThat(kit.broker.listeners()).isEmpty();
        assertThat(openedBy(bob)).isNotEqualTo(room);
    }

    @Test
    void of_many_empty_rooms_only_some_are_kept() {
        for (int i = 0; i < 20; i++) {
            ActorRef<ChatRoomActor.Command> room = openedBy(ann, "room-" + i);
            room.tell(ann.leave());
        }
        kit.pass(EmptyRooms.BRIEF);
        assertThat(kit.broker.listeners()).hasSize(5);
        // One that was kept is used again, and makes place for another one.
        supervisor.tell(new ChatSupervisor.JoinRoom("room-0", ann.join()));
        joined(ann);
        openedBy(bob, "new").tell(bob.leave());
        kit.pass(EmptyRooms.BRIEF);
        assertThat(kit.broker.listeners()).hasSize(6);
    }

    @Test
    void a_room_is_not_closed_while_a_join_is_on_its_way_to_it() {
        ActorRef<ChatRoomActor.Command> room = openedBy(ann);
        joins(bob);
        supervisor.tell(new ChatSupervisor.RoomIdle(ROOM, room, 1));
        assertThat(kit.broker.listeners()).hasSize(1);
        supervisor.tell(new ChatSupervisor.RoomIdle(ROOM, room, 2));
        assertThat(kit.broker.listeners()).isEmpty();
    }

    @Test
    void a_room_that_cannot_be_opened_refuses_its_joins_and_the_next_join_tries_again() {
        kit.clockIsBroken(true);
        supervisor.tell(new ChatSupervisor.JoinRoom(ROOM, ann.join()));
        assertThat(ann.answers())
                .singleElement()
                .isInstanceOfSatisfying(
                        UserActor.JoinFailed.class,
                        failed -> assertThat(failed.refusal().code()).isEqualTo(ErrorCode.INTERNAL));
        kit.clockIsBroken(false);
        openedBy(ann);
    }

    @Test
    void rooms_hear_that_a_node_is_gone() {
        openedBy(ann);
        joins(bob);
        kit.broker.note(
                new PresenceNote("there", 5, false, List.of(), List.of(), LookChanges.NONE, UserChanges.NONE, List.of())
                        .encode());
        kit.pass(Duration.ofSeconds(1));
        assertThat(ann.presence()).last().asString().contains("\"members\":7");
        kit.gone.add("there");
        supervisor.tell(new ChatSupervisor.NodesChanged());
        kit.pass(Duration.ofSeconds(1));
        assertThat(ann.presence()).last().asString().contains("\"members\":2");
    }

    @Test
    void a_connection_gets_an_actor_and_the_settings_of_the_time() {
        assertThat(connect().take()).singleElement().asString().contains("\"text\":2000");
        supervisor.tell(new ChatSupervisor.Reconfigure(new ActorKit("chatka.limits.text = 100").chat.settings()));
        assertThat(connect().take()).singleElement().asString().contains("\"text\":100");
    }

    @Test
    void a_drain_closes_connections_one_after_the_other_and_later_ones_at_once() {
        openedBy(ann);
        List<RecordingConnection> connections =
                Stream.generate(this::connect).limit(4).toList();
        supervisor.tell(new ChatSupervisor.Drain(new DrainPlan(4, Duration.ofSeconds(4), 4, 1, Duration.ZERO, 1)));
        for (int second = 0; second <= 4; second++) {
            assertThat(connections.stream()
                            .filter(connection -> !connection.closed.isEmpty())
                            .count())
                    .isEqualTo(second);
            kit.pass(Duration.ofSeconds(1));
        }
        assertThat(connect().closed).containsExactly(CloseCode.RESTART);
    }

    private ActorRef<ChatRoomActor.Command> openedBy(Client client) {
        return openedBy(client, ROOM);
    }

    private ActorRef<ChatRoomActor.Command> openedBy(Client client, String room) {
        supervisor.tell(new ChatSupervisor.JoinRoom(room, client.join()));
        kit.broker.subscribe().answer(Head.of("a", 0));
        return joined(client);
    }

    private ActorRef<ChatRoomActor.Command> joins(Client client) {
        supervisor.tell(new ChatSupervisor.JoinRoom(ROOM, client.join()));
        return joined(client);
    }

    private static ActorRef<ChatRoomActor.Command> joined(Client client) {
        return ((UserActor.Joined) client.answers().get(0)).ref();
    }

    private RecordingConnection connect() {
        RecordingConnection connection = new RecordingConnection(ActorKit.LANE);
        supervisor.tell(new ChatSupervisor.Connect(
                connection, new Credentials(null, "Guest", null, InetAddress.getLoopbackAddress()), null, actor -> {}));
        return connection;
    }
}
