package io.chatka.internal.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.api.User;
import io.chatka.internal.actor.ActorKit.Client;
import io.chatka.internal.broker.FakeBroker;
import io.chatka.internal.broker.Head;
import io.chatka.internal.protocol.CommandId;
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.internal.protocol.ListedUser;
import io.chatka.internal.protocol.LookChanges;
import io.chatka.internal.protocol.MembersNote;
import io.chatka.internal.protocol.PresenceNote;
import io.chatka.internal.protocol.UserChanges;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lists of a room's members, over the notes of a fake broker. */
class MemberListsTest {
    private static final CommandId ID = new CommandId("1", true);

    private final ActorKit kit = new ActorKit("");
    private final FakeBroker broker = kit.broker;
    private final Client ann = kit.client("Ann");
    private final Client bob = kit.client("Bob");
    private final ActorRef<ChatRoomActor.Command> room = kit.spawn(ChatRoomActor.create(
            kit.chat,
            "lobby",
            kit.<ChatSupervisor.Command>inbox().ref(),
            new RoomsShared(1, new EmptyRooms(Duration.ofSeconds(30), 10), new ForeignNames())));

    MemberListsTest() {
        broker.subscribe().answer(Head.of("a", 0));
        room.tell(bob.join());
        room.tell(ann.join());
        ann.answers();
        broker.takeNotes();
    }

    @AfterEach
    void close() {
        kit.close();
    }

    @Test
    void a_node_alone_answers_at_once_in_the_order_of_ids() {
        ask("", 100);
        assertThat(listed())
                .isEqualTo(",\"room\":\"lobby\",\"members\":["
                        + "{\"id\":\"id-Ann\",\"name\":\"Ann\",\"role\":\"guest\",\"connections\":1},"
                        + "{\"id\":\"id-Bob\",\"name\":\"Bob\",\"role\":\"guest\",\"connections\":1}]}");
        assertThat(questions()).isEmpty();
    }

    @Test
    void a_list_goes_on_after_the_id_that_the_last_part_names() {
        ask("", 1);
        assertThat(listed()).contains("id-Ann").doesNotContain("id-Bob").endsWith("],\"next\":\"id-Ann\"}");
        ask("id-Ann", 1);
        assertThat(listed()).contains("id-Bob").doesNotContain("id-Ann", "next");
    }

    @Test
    void users_of_all_nodes_are_listed_once_with_all_their_connections() {
        otherNode("there", 2);
        ask("", 100);
        assertThat(ann.answers()).isEmpty();
        MembersNote.Question question = questions().get(0);
        answer("there", question, false, listed("id-Bob", 2), listed("id-Eve", 1));
        assertThat(listed())
                .contains("\"id\":\"id-Bob\",\"name\":\"Bob\",\"role\":\"guest\",\"connections\":3")
                .contains("id-Eve");
    }

    @Test
    void a_part_ends_where_a_node_has_users_that_it_did_not_tell() {
        otherNode("there", 5);
        ask("", 2);
        answer("there", questions().get(0), true, listed("id-A", 1), listed("id-B", 1));
        assertThat(listed()).contains("id-A", "\"next\":\"id-Ann\"").doesNotContain("id-Bob", "\"id-B\"");
    }

    @Test
    void members_that_ask_for_the_same_share_one_question() {
        otherNode("there", 1);
        ask("", 100);
        ask("", 100);
        List<MembersNote.Question> asked = questions();
        assertThat(asked).hasSize(1);
        answer("there", asked.get(0), false, listed("id-Eve", 1));
        assertThat(ann.answers()).hasSize(2);
    }

    @Test
    void without_the_answer_of_a_node_there_is_no_list() {
        otherNode("there", 1);
        ask("", 100);
        kit.pass(MemberLists.LIMIT);
        assertThat(ann.answers())
                .containsExactly(new UserActor.Failed(
                        ID, ErrorCode.UNAVAILABLE, "another node does not say who is in the room there; try again"));
        answer("there", questions().get(0), false, listed("id-Eve", 1));
        assertThat(ann.answers()).isEmpty();
    }

    @Test
    void a_node_that_is_gone_is_not_asked() {
        otherNode("there", 1);
        kit.gone.add("there");
        room.tell(new ChatRoomActor.NodesChanged());
        ask("", 100);
        assertThat(listed()).contains("id-Bob");
    }

    @Test
    void questions_of_other_nodes_are_answered_up_to_a_rate() {
        byte[] question = MembersNote.encode(new MembersNote.Question("there", 9, "id-Ann", 5));
        broker.note(question);
        assertThat(answers())
                .containsExactly(new MembersNote.Answer(
                        "here", "there", 9, List.of(new ListedUser(bob.user, "guest", 1)), false));
        IntStream.range(0, 200).forEach(i -> broker.note(question));
        assertThat(answers().size()).isBetween(45, 50);
    }

    @Test
    void who_waits_is_answered_when_the_room_ends() {
        otherNode("there", 1);
        ask("", 100);
        room.tell(new ChatRoomActor.Retire());
        assertThat(ann.answers()).hasSize(1);
        assertThat(broker.noteListeners()).isEmpty();
    }

    @Test
    void all_pages_together_have_every_user_once_however_they_are_spread() {
        Set<String> all = new TreeSet<>();
        RoomUsers here = new RoomUsers();
        RoomUsers there = new RoomUsers();
        IntStream.range(0, 1000).forEach(i -> {
            User user = new User("u" + (i * 7919) % 1000, "n".repeat(1 + i % 60), "member");
            all.add(user.id());
            if (i % 3 != 0) {
                here.came(user, "member");
            }
            if (i % 2 == 0 || i % 3 == 0) {
                there.came(user, "member");
            }
        });
        List<String> seen = new ArrayList<>();
        String after = "";
        while (after != null) {
            MembersNote.Question question = new MembersNote.Question("here", 1, after, 100);
            MembersPage page = new MembersPage(100, Set.of("here", "there"));
            page.add(MembersPage.of(here, question, "here"));
            page.add(MembersPage.of(there, question, "there"));
            assertThat(page.isComplete()).isTrue();
            page.members().forEach(listed -> seen.add(listed.user().id()));
            after = page.next();
        }
        assertThat(seen).containsExactlyElementsOf(all);
    }

    private void ask(String after, int limit) {
        room.tell(new ChatRoomActor.ListMembers(ann.ref(), after, limit, ID));
    }

    private String listed() {
        List<UserActor.Command> answers = ann.answers();
        assertThat(answers).hasSize(1);
        return new String(((UserActor.MembersListed) answers.get(0)).page().utf8(), StandardCharsets.UTF_8);
    }

    private void otherNode(String node, int members) {
        broker.note(new PresenceNote(
                        node, members, false, List.of(), List.of(), LookChanges.NONE, UserChanges.NONE, List.of())
                .encode());
    }

    private void answer(String node, MembersNote.Question question, boolean more, ListedUser... members) {
        broker.note(MembersNote.encode(
                new MembersNote.Answer(node, question.node(), question.number(), List.of(members), more)));
    }

    private static ListedUser listed(String id, int connections) {
        return new ListedUser(new User(id, id, "guest"), "guest", connections);
    }

    private List<MembersNote.Question> questions() {
        return taken(MembersNote.Question.class);
    }

    private List<MembersNote.Answer> answers() {
        return taken(MembersNote.Answer.class);
    }

    private <N extends MembersNote> List<N> taken(Class<N> type) {
        return broker.takeNotes().stream()
                .filter(MembersNote::is)
                .map(note -> MembersNote.decode(note).orElseThrow())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
