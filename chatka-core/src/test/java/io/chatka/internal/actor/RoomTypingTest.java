package io.chatka.internal.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.api.User;
import io.chatka.internal.actor.ActorKit.Client;
import io.chatka.internal.broker.FakeBroker;
import io.chatka.internal.broker.Head;
import io.chatka.internal.broker.Rank;
import io.chatka.internal.broker.RoomState;
import io.chatka.internal.broker.Sanction;
import io.chatka.internal.broker.Standing;
import io.chatka.internal.broker.StateChange;
import io.chatka.internal.protocol.PresenceNote;
import io.chatka.internal.protocol.TypingNote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is typing in a room, over the notes of a fake broker. Rooms of up to 12 members have names. */
class RoomTypingTest {
    private static final String ANN_TYPES = "{\"type\":\"typing\",\"room\":\"lobby\","
            + "\"from\":{\"id\":\"id-Ann\",\"name\":\"Ann\",\"role\":\"guest\"}}";

    private final ActorKit kit = new ActorKit("chatka.rooms.presence { names = 2, batched = 12 }");
    private final FakeBroker broker = kit.broker;
    private final Client ann = kit.client("Ann");
    private final Client tab = kit.client("Ann");
    private final Client bob = kit.client("Bob");
    private final ActorRef<ChatRoomActor.Command> room = kit.spawn(ChatRoomActor.create(
            kit.chat,
            "lobby",
            kit.<ChatSupervisor.Command>inbox().ref(),
            new RoomsShared(1, new EmptyRooms(Duration.ofSeconds(30), 10), new ForeignNames())));

    RoomTypingTest() {
        broker.subscribe().answer(Head.of("a", 0));
        join(ann);
        join(tab);
        join(bob);
        broker.takeNotes();
    }

    @AfterEach
    void close() {
        kit.close();
    }

    @Test
    void the_others_are_told_and_the_user_itself_is_not_on_any_of_its_connections() {
        types(ann);
        assertThat(typing(bob)).containsExactly(ANN_TYPES);
        assertThat(typing(ann)).isEmpty();
        assertThat(typing(tab)).isEmpty();
    }

    @Test
    void a_user_who_keeps_typing_is_told_once_in_three_seconds() {
        for (int i = 0; i < 10; i++) {
            types(i % 2 == 0 ? ann : tab);
        }
        assertThat(typing(bob)).hasSize(1);
        kit.pass(RoomTyping.EVERY.minusMillis(1));
        types(ann);
        assertThat(typing(bob)).isEmpty();
        kit.pass(Duration.ofMillis(1));
        types(ann);
        assertThat(typing(bob)).hasSize(1);
    }

    @Test
    void however_many_type_a_member_is_told_of_five_in_a_second() {
        List<Client> others = others(9);
        others.forEach(this::types);
        assertThat(typing(bob)).hasSize(5);
        kit.pass(Duration.ofSeconds(1));
        others.forEach(this::types);
        assertThat(typing(bob)).hasSize(4);
    }

    @Test
    void a_room_without_names_tells_nothing() {
        others(10);
        kit.pass(Duration.ofSeconds(6));
        types(ann);
        assertThat(typing(bob)).isEmpty();
        assertThat(typingNotes()).isEmpty();
    }

    @Test
    void members_on_other_nodes_are_told_by_a_note_if_there_are_any() {
        types(ann);
        assertThat(typingNotes()).isEmpty();
        broker.note(PresenceNote.count("there", 1).encode());
        kit.pass(RoomTyping.EVERY);
        types(ann);
        assertThat(typingNotes()).containsExactly(new TypingNote("here", ann.user, false));
    }

    @Test
    void somebody_who_types_on_another_node_is_told_here_but_not_to_itself() {
        broker.note(new TypingNote("there", ann.user, false).encode());
        assertThat(typing(bob)).containsExactly(ANN_TYPES);
        assertThat(typing(tab)).isEmpty();
        broker.note(new TypingNote("here", new User("id-Eve", "Eve", "guest"), false).encode());
        broker.note("{\"typing\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(typing(bob)).isEmpty();
    }

    @Test
    void who_may_not_say_anything_in_the_room_is_not_told() {
        broker.changed(new RoomState(1, 0, Rank.MEMBER, 0, List.of(), false), new StateChange.Speak(Rank.MEMBER));
        types(ann);
        assertThat(typing(bob)).isEmpty();
        broker.changed(new RoomState(2, 0, Rank.GUEST, 1, List.of(), false), new StateChange.Close());
        types(ann);
        assertThat(typing(bob)).isEmpty();
        broker.changed(new RoomState(3, 0, Rank.GUEST, 0, List.of(), false), new StateChange.Open());
        types(ann);
        assertThat(typing(bob)).hasSize(1);
    }

    @Test
    void where_somebody_is_muted_the_broker_is_asked_first() {
        broker.changed(new RoomState(1, 0, Rank.GUEST, 0, List.of(), true), new StateChange.Slow(0));
        types(ann);
        assertThat(typing(bob)).isEmpty();
        broker.standing().answer(Standing.CLEAR);
        assertThat(typing(bob)).containsExactly(ANN_TYPES);
        kit.pass(RoomTyping.EVERY);
        types(ann);
        broker.standing()
                .answer(new Standing(
                        new Sanction(Sanction.Kind.SHADOW_MUTE, ann.user.id(), 0, null, Rank.MODERATOR), null));
        assertThat(typing(bob)).isEmpty();
    }

    @Test
    void who_is_no_member_tells_nothing() {
        types(kit.client("Eve"));
        assertThat(typing(bob)).isEmpty();
    }

    private List<Client> others(int count) {
        List<Client> others = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Client other = kit.client("other" + i);
            others.add(other);
            join(other);
        }
        bob.connection.take();
        return others;
    }

    private void join(Client client) {
        room.tell(client.join());
    }

    private void types(Client client) {
        room.tell(new ChatRoomActor.Typing(client.ref()));
    }

    private List<String> typing(Client client) {
        return client.connection.take().stream()
                .filter(frame -> frame.contains("\"typing\""))
                .toList();
    }

    private List<TypingNote> typingNotes() {
        return broker.takeNotes().stream()
                .filter(TypingNote::is)
                .map(note -> TypingNote.decode(note).orElseThrow())
                .toList();
    }
}
