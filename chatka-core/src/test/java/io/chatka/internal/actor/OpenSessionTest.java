package io.chatka.internal.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.api.Act;
import io.chatka.api.Policy;
import io.chatka.internal.broker.Position;
import io.chatka.internal.broker.Receipt;
import io.chatka.internal.protocol.ClientCommand;
import io.chatka.internal.protocol.CloseCode;
import io.chatka.internal.protocol.CommandId;
import io.chatka.internal.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an open session makes of its client's commands. */
class OpenSessionTest {

    @Test
    void a_room_is_asked_for_once_and_what_is_said_meanwhile_waits_for_it() {
        UserFixture ann = UserFixture.open();
        ann.join("lobby");
        ann.join("lobby");
        ann.say("lobby", "one");
        ann.say("lobby", "two");
        assertThat(ann.supervisor.getAllReceived()).hasSize(1);
        assertThat(ann.said()).isEmpty();
        ann.joined("lobby");
        assertThat(ann.said()).containsExactly("one", "two");
    }

    @Test
    void a_second_join_is_answered_when_the_first_one_has_ended() {
        UserFixture ann = UserFixture.open();
        ann.join("lobby");
        ann.join("lobby");
        assertThat(ann.connection.take()).isEmpty();
        ann.user.run(new UserActor.JoinFailed("lobby", null, ErrorCode.UNAVAILABLE, "later"));
        assertThat(ann.supervisor.getAllReceived()).as("the second tries again").hasSize(2);
        ann.join("lobby");
        ann.connection.take();
        ann.joined("lobby");
        assertThat(ann.connection.take()).singleElement().asString().contains("\"ok\"", "\"id\":3");
    }

    @Test
    void what_waited_for_a_join_that_fails_is_refused() {
        UserFixture ann = UserFixture.open();
        ann.join("lobby");
        ann.say("lobby", "one");
        ann.user.run(new UserActor.JoinFailed("lobby", null, ErrorCode.UNAVAILABLE, "later"));
        List<String> frames = ann.connection.take();
        assertThat(frames.get(0)).contains("unavailable", "retryAfter");
        assertThat(frames.get(1)).contains("not_joined", "\"id\":2");
        assertThat(ann.connection.done).hasValue(2);
    }

    @Test
    void a_message_is_done_when_it_has_its_place() {
        UserFixture ann = inLobby(UserFixture.open());
        ann.say("lobby", "one");
        assertThat(ann.connection.done).hasValue(1);
        ChatRoomActor.Say say = (ChatRoomActor.Say) ann.room.receiveMessage();
        ann.user.run(new UserActor.Published(say.id(), new Receipt(new Position("e", 7), false)));
        assertThat(ann.connection.take()).singleElement().asString().contains("\"ok\"", "\"seq\":7");
        assertThat(ann.connection.done).hasValue(2);
    }

    @Test
    void commands_without_a_room_of_their_own_are_about_that_of_the_address() {
        UserFixture ann = UserFixture.at("lobby", "Ann", Extensions.NONE);
        ann.joined("lobby");
        ann.connection.take();
        ann.say(null, "one");
        assertThat(ann.said()).containsExactly("one");
        ann.send(new ClientCommand.Leave(ann.id(), null));
        assertThat(ann.room.receiveMessage()).isInstanceOf(ChatRoomActor.Leave.class);
        ann.say(null, "two");
        assertThat(ann.connection.take()).singleElement().asString().contains("not_joined");
    }

    @Test
    void every_command_is_handled() {
        CommandId id = new CommandId("1", true);
        List<ClientCommand> commands = List.of(
                new ClientCommand.Hello(id, "Bob", null, null),
                new ClientCommand.Join(id, "lobby", null),
                new ClientCommand.Say(id, "lobby", "hi", null, null),
                new ClientCommand.History(id, "lobby", 0, Long.MAX_VALUE, true, 5),
                new ClientCommand.Members(id, "lobby", "", 0),
                new ClientCommand.Typing(id, "lobby"),
                new ClientCommand.Leave(id, "lobby"),
                new ClientCommand.Delete(id, "lobby", 1, null, null),
                new ClientCommand.Moderate(id, "lobby", new Act.Close()),
                new ClientCommand.Report(id, "lobby", 1, null),
                new ClientCommand.Refresh(id, "token"),
                new ClientCommand.Ping(id));
        assertThat(commands.stream().map(Object::getClass))
                .containsExactlyInAnyOrder(ClientCommand.class.getPermittedSubclasses());
        for (ClientCommand command : commands) {
            UserFixture ann = inLobby(UserFixture.open());
            ann.send(command);
            boolean answered = !ann.connection.take().isEmpty();
            assertThat(answered || ann.room.hasMessages() || ann.supervisor.hasMessages())
                    .as("%s is answered, or passed on", command)
                    .isTrue();
        }
    }

    @Test
    void a_command_that_names_no_room_and_has_none_says_so() {
        UserFixture ann = UserFixture.open();
        ann.say(null, "one");
        assertThat(ann.connection.take()).singleElement().asString().contains("bad_field", "/ws/{room}");
    }

    @Test
    void mistakes_in_a_row_close_the_connection_and_a_success_between_them_does_not_let_it_come_to_that() {
        UserFixture ann = UserFixture.open();
        for (int i = 0; i < 5; i++) {
            ann.say("nowhere", "x");
            ann.say("nowhere", "x");
            ann.ping();
        }
        assertThat(ann.connection.closed).isEmpty();
        for (int i = 0; i < 3; i++) {
            ann.say("nowhere", "x");
        }
        assertThat(ann.connection.closed).containsExactly(CloseCode.TOO_MANY_ERRORS);
    }

    @Test
    void failures_of_the_server_are_not_the_clients_mistakes() {
        UserFixture ann = UserFixture.open();
        for (int i = 0; i < 10; i++) {
            ann.user.run(new UserActor.Failed(ann.id(), ErrorCode.UNAVAILABLE, "later"));
        }
        assertThat(ann.connection.closed).isEmpty();
        assertThat(ann.connection.done).hasValue(10);
    }

    @Test
    void a_history_that_cannot_be_read_ends_its_command_and_the_next_one_is_asked_for() {
        UserFixture ann = inLobby(UserFixture.open());
        for (int i = 0; i < 2; i++) {
            ann.send(new ClientCommand.History(ann.id(), "lobby", 0, Long.MAX_VALUE, true, 5));
            ChatRoomActor.FetchHistory asked = (ChatRoomActor.FetchHistory) ann.room.receiveMessage();
            assertThat(asked.query().limit()).isEqualTo(5);
            ann.user.run(new UserActor.HistoryFailed(asked.id(), ErrorCode.UNAVAILABLE, "later"));
        }
        assertThat(ann.connection.take()).hasSize(2);
    }

    @Test
    void a_policy_is_asked_about_each_command_with_its_user_and_room() {
        List<String> asked = new ArrayList<>();
        Policy policy = (user, action, room) -> {
            asked.add(user.name() + " " + action + " " + room);
            return Policy.Decision.allowed();
        };
        UserFixture ann = inLobby(UserFixture.open(policy, null));
        ann.say("lobby", "one");
        ann.send(new ClientCommand.History(ann.id(), "lobby", 0, Long.MAX_VALUE, true, 5));
        ann.ping();
        ann.send(new ClientCommand.Members(ann.id(), "lobby", "", 0));
        ann.send(new ClientCommand.Typing(ann.id(), "lobby"));
        assertThat(asked)
                .containsExactly(
                        "Ann JOIN lobby", "Ann SAY lobby", "Ann HISTORY lobby", "Ann JOIN lobby", "Ann SAY lobby");
        assertThat(ann.room.getAllReceived()).hasSize(4);
    }

    @Test
    void what_the_policy_forbids_is_not_done_and_the_error_says_what_would_be_needed() {
        Policy policy = (user, action, room) -> action == Policy.Action.SAY
                ? Policy.Decision.forbidden("only members of staff speak in " + room)
                : Policy.Decision.allowed();
        UserFixture ann = inLobby(UserFixture.open(policy, null));
        ann.say("lobby", "one");
        assertThat(ann.room.getAllReceived()).isEmpty();
        assertThat(ann.connection.take())
                .containsExactly("{\"type\":\"error\",\"id\":2,\"code\":\"forbidden\","
                        + "\"message\":\"only members of staff speak in lobby\"}");
        assertThat(ann.connection.done).hasValue(2);
    }

    @Test
    void the_room_of_the_address_needs_the_policy_too() {
        UserFixture ann = UserFixture.at(
                "lobby",
                "Ann",
                new Extensions(
                        Extensions.GUESTS,
                        (user, action, room) -> Policy.Decision.forbidden("an invitation"),
                        null,
                        null));
        assertThat(ann.connection.frames).hasSize(2).last().asString().contains("forbidden", "an invitation");
        assertThat(ann.supervisor.getAllReceived()).isEmpty();
        assertThat(ann.connection.done)
                .as("the join that the address asked for")
                .hasValue(1);
    }

    @Test
    void a_policy_that_fails_forbids_and_ends_nothing() {
        List<Policy.Decision> answers = new ArrayList<>();
        answers.add(null);
        UserFixture ann = UserFixture.open((user, action, room) -> answers.remove(0), null);
        ann.join("lobby");
        ann.join("lobby");
        assertThat(ann.connection.take())
                .allSatisfy(frame -> assertThat(frame).contains("internal", "retryAfter"))
                .hasSize(2);
        assertThat(ann.supervisor.getAllReceived()).isEmpty();
        assertThat(ann.user.isAlive()).isTrue();
    }

    private static UserFixture inLobby(UserFixture user) {
        user.join("lobby");
        user.joined("lobby");
        user.connection.take();
        return user;
    }
}
