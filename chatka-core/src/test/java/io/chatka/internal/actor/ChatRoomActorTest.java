package io.chatka.internal.actor;

import static io.chatka.internal.broker.FakeBroker.page;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.internal.actor.ActorKit.Client;
import io.chatka.internal.broker.FakeBroker;
import io.chatka.internal.broker.Head;
import io.chatka.internal.broker.HistoryQuery;
import io.chatka.internal.broker.Position;
import io.chatka.internal.broker.Receipt;
import io.chatka.internal.protocol.CloseCode;
import io.chatka.internal.protocol.CommandId;
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.internal.protocol.LookChanges;
import io.chatka.internal.protocol.PresenceNote;
import io.chatka.internal.protocol.UserChanges;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a room does, on a fake lane and over a fake broker. An event's frame is its epoch and seq.
 */
class ChatRoomActorTest {
    private static final String ROOM = "lobby";
    private static final CommandId ID = new CommandId("1", true);
    private static final String OK = "{\"type\":\"ok\",\"id\":1}";
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final ActorKit kit = new ActorKit("chatka.rooms.presence { names = 3, batched = 4 }");
    private final FakeBroker broker = kit.broker;
    private final ActorKit.Inbox<ChatSupervisor.Command> supervisor = kit.inbox();
    private final Client ann = kit.client("Ann");
    private final Client bob = kit.client("Bob");
    private ActorRef<ChatRoomActor.Command> room = newRoom();

    @AfterEach
    void close() {
        kit.close();
    }

    // Joining and leaving.

    @Test
    void a_join_waits_until_the_room_is_subscribed() {
        room.tell(ann.join());
        assertThat(ann.answers()).isEmpty();
        subscribedAt("a", 7);
        assertThat(ann.frames()).containsExactly(joined("a", 7, false, 1), OK);
        assertThat(ann.answers()).containsExactly(new UserActor.Joined(ROOM, room));
    }

    @Test
    void a_join_of_a_subscribed_room_is_answered_at_once_and_gets_what_comes_after_its_greeting() {
        subscribedAt("a", 7);
        room.tell(ann.join());
        broker.deliver("a", 8);
        room.tell(bob.join());
        broker.deliver("a", 9);
        assertThat(ann.frames()).containsExactly(joined("a", 7, false, 1), OK, "a 8", "a 9");
        assertThat(bob.frames()).containsExactly(joined("a", 8, false, 2), OK, "a 9");
    }

    @Test
    void joins_are_refused_when_the_broker_is_away_and_the_next_one_tries_again() {
        room.tell(ann.join());
        broker.subscribe().fail();
        assertThat(ann.answers()).containsExactly(refused(ErrorCode.UNAVAILABLE));
        assertThat(broker.listeners()).isEmpty();
        assertThat(broker.noteListeners()).isEmpty();
        room.tell(bob.join());
        subscribedAt("a", 0);
        assertThat(bob.answers()).containsExactly(new UserActor.Joined(ROOM, room));
    }

    @Test
    void a_member_that_joins_again_is_no_second_member() {
        annAndBobAreMembers();
        room.tell(ann.join());
        assertThat(ann.answers()).containsExactly(new UserActor.Joined(ROOM, room));
        broker.deliver("a", 1);
        assertThat(ann.frames()).containsExactly("a 1");
    }

    @Test
    void a_member_that_leaves_gets_its_ok_and_nothing_more() {
        annAndBobAreMembers();
        room.tell(ann.leave());
        broker.deliver("a", 1);
        assertThat(ann.frames()).containsExactly(OK);
        assertThat(bob.frames()).containsExactly("a 1");
    }

    @Test
    void a_client_whose_connection_ends_is_no_member_any_more() {
        annAndBobAreMembers();
        ann.stop();
        broker.deliver("a", 1);
        assertThat(ann.frames()).isEmpty();
        assertThat(bob.frames()).containsExactly("a 1");
    }

    // Saying.

    @Test
    void a_say_reaches_members_by_the_broker_only_and_is_answered_with_its_place() {
        annAndBobAreMembers();
        room.tell(ann.say("hi"));
        var publish = broker.publish();
        assertThat(new String(publish.question().at(1, 2), StandardCharsets.UTF_8))
                .isEqualTo("{\"type\":\"message\",\"seq\":1,\"at\":2,\"room\":\"lobby\","
                        + "\"from\":{\"id\":\"id-Ann\",\"name\":\"Ann\",\"role\":\"guest\"},\"text\":\"hi\"}");
        Receipt receipt = new Receipt(new Position("a", 1), false);
        publish.answer(receipt);
        assertThat(ann.answers()).containsExactly(new UserActor.Published(ID, receipt));
        assertThat(bob.frames()).isEmpty();
        broker.deliver("a", 1);
        assertThat(ann.frames()).containsExactly("a 1");
        assertThat(bob.frames()).containsExactly("a 1");
    }

    @Test
    void a_say_that_the_broker_does_not_confirm_may_be_said_again() {
        annAndBobAreMembers();
        room.tell(ann.say("hi"));
        broker.publish().fail();
        assertThat(ann.answers())
                .containsExactly(new UserActor.Failed(
                        ID,
                        ErrorCode.UNAVAILABLE,
                        "it is unknown whether the message was stored; try again, with the same key"));
    }

    @Test
    void only_members_may_say_something_or_read_the_history() {
        subscribedAt("a", 0);
        room.tell(ann.say("hi"));
        room.tell(ann.fetch(HistoryQuery.after(0, 10, 1000)));
        String why = "you are not in room lobby; join it first";
        assertThat(ann.answers())
                .containsExactly(
                        new UserActor.Failed(ID, ErrorCode.NOT_JOINED, why),
                        new UserActor.HistoryFailed(ID, ErrorCode.NOT_JOINED, why));
        assertThat(broker.isIdle()).isTrue();
    }

    // Order.

    @Test
    void a_lost_message_is_read_from_the_history_and_those_behind_it_wait() {
        annAndBobAreMembers();
        broker.deliver("a", 1, 3, 4);
        assertThat(ann.frames()).containsExactly("a 1");
        var read = broker.read();
        assertThat(read.question().after()).isEqualTo(1);
        read.answer(page("a", 4, 2, 3, 4));
        assertThat(ann.frames()).containsExactly("a 2", "a 3", "a 4");
        broker.deliver("a", 5);
        assertThat(ann.frames()).containsExactly("a 5");
        assertThat(broker.isIdle()).isTrue();
    }

    @Test
    void a_lost_message_that_the_history_does_not_have_is_a_gap() {
        annAndBobAreMembers();
        broker.deliver("a", 3);
        broker.read().answer(page("a", 3, 2, 3));
        assertThat(ann.frames()).containsExactly(gap(1, 1), "a 2", "a 3");
    }

    @Test
    void a_read_that_failed_is_repeated_after_half_a_second() {
        annAndBobAreMembers();
        broker.deliver("a", 2);
        broker.read().fail();
        kit.pass(Duration.ofMillis(499));
        broker.deliver("a", 3);
        assertThat(broker.isIdle()).isTrue();
        kit.pass(Duration.ofMillis(1));
        broker.read().answer(page("a", 3, 1, 2, 3));
        assertThat(ann.frames()).containsExactly("a 1", "a 2", "a 3");
    }

    @Test
    void a_read_that_failed_is_repeated_at_once_when_the_broker_is_back() {
        annAndBobAreMembers();
        broker.deliver("a", 2);
        broker.goAway();
        broker.read().fail();
        broker.comeBack(Head.of("a", 2));
        broker.read().answer(page("a", 2, 1, 2));
        assertThat(ann.frames()).containsExactly("a 1", "a 2");
    }

    @Test
    void the_last_message_is_missed_when_the_broker_says_where_the_room_stands() {
        annAndBobAreMembers();
        broker.position(Head.of("a", 1));
        broker.read().answer(page("a", 1, 1));
        assertThat(ann.frames()).containsExactly("a 1");
    }

    // The broker is away.

    @Test
    void members_do_not_notice_a_broker_that_is_away_for_less_than_a_second() {
        annAndBobAreMembers();
        broker.goAway();
        kit.pass(Duration.ofMillis(999));
        broker.comeBack(Head.of("a", 0));
        kit.pass(Duration.ofSeconds(5));
        assertThat(ann.frames()).isEmpty();
    }

    @Test
    void members_are_told_that_the_broker_is_away_and_back_and_get_what_they_missed() {
        annAndBobAreMembers();
        broker.goAway();
        kit.pass(Duration.ofSeconds(1));
        assertThat(ann.frames()).containsExactly(degraded(true));
        broker.comeBack(Head.of("a", 2));
        broker.read().answer(page("a", 2, 1, 2));
        assertThat(ann.frames()).containsExactly(degraded(false), "a 1", "a 2");
    }

    @Test
    void members_do_not_notice_a_broker_that_was_away_while_the_room_subscribed_again() {
        annAndBobAreMembers();
        failsOnce();
        broker.goAway();
        subscribedAt("a", 0);
        kit.pass(Duration.ofSeconds(5));
        assertThat(ann.frames()).isEmpty();
    }

    @Test
    void a_client_that_joins_while_the_broker_is_away_is_told_so() {
        annAndBobAreMembers();
        broker.goAway();
        kit.pass(Duration.ofSeconds(1));
        Client eve = kit.client("Eve");
        room.tell(eve.join());
        assertThat(eve.frames()).containsExactly(joined("a", 0, false, 3), degraded(true), OK);
    }

    @Test
    void a_broker_that_lost_its_data_begins_another_epoch() {
        annAndBobAreMembers();
        broker.deliver("a", 1);
        broker.goAway();
        broker.comeBack(Head.of("b", 1));
        broker.read().answer(page("b", 1, 1));
        broker.deliver("b", 2);
        assertThat(ann.frames())
                .containsExactly(
                        "a 1", "{\"type\":\"room\",\"room\":\"lobby\",\"epoch\":\"b\",\"seq\":0}", "b 1", "b 2");
    }

    // Recovery.

    @Test
    void clients_that_return_together_are_served_by_one_read() {
        subscribedAt("a", 7);
        room.tell(ann.joinSince(new Position("a", 4)));
        var read = broker.read();
        assertThat(read.question().after()).isEqualTo(4);
        // It began before him.
        room.tell(bob.joinSince(new Position("a", 5)));
        Client eve = kit.client("Eve");
        room.tell(eve.joinSince(new Position("a", 6)));
        broker.deliver("a", 8);
        read.answer(page("a", 7, 5, 6, 7));
        assertThat(ann.frames()).containsExactly(joined("a", 8, true, 1), "a 5", "a 6", "a 7", "a 8", OK);
        assertThat(broker.isIdle()).isTrue();
        kit.pass(Duration.ofMillis(100));
        read = broker.read();
        assertThat(read.question().after()).isEqualTo(5);
        read.answer(page("a", 8, 6, 7, 8));
        assertThat(bob.frames()).containsExactly(joined("a", 8, true, 2), "a 6", "a 7", "a 8", OK);
        assertThat(eve.frames()).containsExactly(joined("a", 8, true, 3), "a 7", "a 8", OK);
    }

    @Test
    void a_client_that_has_missed_nothing_needs_no_read() {
        subscribedAt("a", 7);
        room.tell(ann.joinSince(new Position("a", 7)));
        assertThat(ann.frames()).containsExactly(joined("a", 7, true, 1), OK);
        assertThat(broker.isIdle()).isTrue();
    }

    @Test
    void a_client_whose_messages_are_not_kept_any_more_is_told_that_it_has_missed_some() {
        subscribedAt("a", 7);
        room.tell(ann.joinSince(new Position("a", 4)));
        broker.read().answer(page("a", 7, 6, 7));
        assertThat(ann.frames()).containsExactly(joined("a", 7, false, 1), OK);
    }

    @Test
    void a_replay_that_the_socket_has_no_room_for_is_asked_for_again() {
        subscribedAt("a", 7);
        room.tell(new ChatRoomActor.Join(
                ann.ref(), ann.user, Samples.GUEST, ann.connection, new Position("a", 4), 8, null, null));
        broker.read().answer(page("a", 7, 5, 6, 7));
        assertThat(ann.answers()).containsExactly(new UserActor.ReplayTooLarge(ROOM, 9));
        assertThat(ann.frames()).isEmpty();
    }

    @Test
    void a_client_whose_read_fails_is_refused_and_may_try_again() {
        subscribedAt("a", 7);
        room.tell(ann.joinSince(new Position("a", 4)));
        broker.read().fail();
        assertThat(ann.answers()).containsExactly(refused(ErrorCode.UNAVAILABLE));
    }

    @Test
    void a_client_whose_read_cannot_begin_gets_one_answer() {
        subscribedAt("a", 7);
        kit.clockIsBroken(true);
        room.tell(ann.joinSince(new Position("a", 4)));
        kit.clockIsBroken(false);
        assertThat(ann.answers()).containsExactly(refused(ErrorCode.INTERNAL));
        room.tell(bob.joinSince(new Position("a", 5)));
        broker.read().answer(page("a", 7, 5, 6, 7));
        assertThat(bob.answers()).hasSize(1);
        assertThat(ann.answers()).isEmpty();
    }

    @Test
    void a_client_of_an_epoch_that_this_node_has_not_heard_of_brings_the_members_there() {
        annAndBobAreMembers();
        Client eve = kit.client("Eve");
        room.tell(eve.joinSince(new Position("b", 1)));
        broker.read().answer(page("b", 2, 1, 2));
        broker.read().answer(page("b", 2, 1, 2));
        assertThat(ann.frames())
                .containsExactly("{\"type\":\"room\",\"room\":\"lobby\",\"epoch\":\"b\",\"seq\":0}", "b 1", "b 2");
        kit.pass(Duration.ofMillis(100));
        broker.read().answer(page("b", 2, 1, 2));
        assertThat(eve.frames()).containsExactly(joined("b", 2, true, 3), "b 2", OK);
    }

    // History.

    @Test
    void members_that_ask_the_same_of_the_history_share_a_read_and_a_page_that_is_encoded_once() {
        annAndBobAreMembers();
        HistoryQuery query = HistoryQuery.after(0, 10, 1000);
        room.tell(ann.fetch(query));
        room.tell(bob.fetch(query));
        broker.read().answer(page("a", 2, 1, 2));
        UserActor.HistoryFound found = (UserActor.HistoryFound) ann.answers().get(0);
        assertThat(new String(found.page().utf8(), StandardCharsets.UTF_8)).contains("a 1,a 2");
        assertThat(((UserActor.HistoryFound) bob.answers().get(0)).page()).isSameAs(found.page());
        assertThat(broker.isIdle()).isTrue();
    }

    @Test
    void a_member_is_told_when_the_history_cannot_be_read() {
        annAndBobAreMembers();
        room.tell(ann.fetch(HistoryQuery.after(0, 10, 1000)));
        broker.read().fail();
        assertThat(ann.answers()).containsExactly(historyFailed());
    }

    // Faults.

    @Test
    void a_room_that_fails_keeps_its_members_and_reads_what_they_missed_meanwhile() {
        annAndBobAreMembers();
        broker.deliver("a", 1);
        failsOnce();
        assertThat(ann.answers())
                .containsExactly(new UserActor.Failed(ID, ErrorCode.INTERNAL, "the message could not be published"));
        assertThat(broker.listeners()).hasSize(1);
        assertThat(broker.noteListeners()).hasSize(1);
        subscribedAt("a", 2);
        broker.read().answer(page("a", 2, 2));
        broker.deliver("a", 3);
        assertThat(ann.frames()).containsExactly("a 1", "a 2", "a 3");
        assertThat(bob.frames()).containsExactly("a 1", "a 2", "a 3");
    }

    @Test
    void joins_and_questions_that_wait_when_the_room_fails_get_their_answers() {
        annAndBobAreMembers();
        Client eve = kit.client("Eve");
        broker.deliver("a", 1);
        room.tell(eve.joinSince(new Position("a", 0)));
        room.tell(bob.fetch(HistoryQuery.after(0, 10, 1000)));
        var forEve = broker.read();
        broker.read();
        failsOnce();
        assertThat(bob.answers()).containsExactly(historyFailed());
        Client dan = kit.client("Dan");
        room.tell(dan.join());
        subscribedAt("a", 1);
        // A read from before the failure: nobody waits for it any more.
        forEve.answer(page("a", 1, 1));
        assertThat(eve.frames()).isEmpty();
        kit.pass(Duration.ofMillis(100));
        broker.read().answer(page("a", 1, 1));
        assertThat(eve.frames()).containsExactly(joined("a", 1, true, 4), "a 1", OK);
        assertThat(dan.frames()).containsExactly(joined("a", 1, false, 3), OK);
    }

    @Test
    void a_subscription_from_before_a_failure_is_not_the_one_that_joins_wait_for() {
        annAndBobAreMembers();
        failsOnce();
        var before = broker.subscribe();
        failsOnce();
        Client eve = kit.client("Eve");
        room.tell(eve.join());
        before.answer(Head.of("a", 0));
        assertThat(eve.answers()).isEmpty();
        subscribedAt("a", 0);
        assertThat(eve.answers()).containsExactly(new UserActor.Joined(ROOM, room));
    }

    @Test
    void members_hear_that_the_broker_is_back_also_when_the_room_failed_meanwhile() {
        annAndBobAreMembers();
        broker.goAway();
        kit.pass(Duration.ofSeconds(1));
        failsOnce();
        subscribedAt("a", 0);
        assertThat(ann.frames()).containsExactly(degraded(true), degraded(false));
    }

    @Test
    void a_room_with_members_that_cannot_subscribe_again_tries_every_second() {
        annAndBobAreMembers();
        failsOnce();
        broker.subscribe().fail();
        kit.pass(Duration.ofMillis(999));
        assertThat(broker.isIdle()).isTrue();
        kit.pass(Duration.ofMillis(1));
        subscribedAt("a", 0);
        broker.deliver("a", 1);
        assertThat(ann.frames()).containsExactly("a 1");
    }

    @Test
    void a_room_that_cannot_start_again_sends_its_members_to_reconnect_and_refuses_joins() {
        annAndBobAreMembers();
        kit.clockIsBroken(true);
        failsOnce();
        assertThat(bob.answers())
                .containsExactly(new UserActor.Close(CloseCode.INTERNAL, UserActor.RECONNECT_AFTER_FAULT_MILLIS));
        room.tell(kit.client("Eve").join());
        assertThat(supervisor.take())
                .containsExactly(
                        new ChatSupervisor.RoomIdle(ROOM, room, 2), new ChatSupervisor.RoomIdle(ROOM, room, 3));
    }

    // An empty room.

    @Test
    void a_room_that_is_empty_for_long_enough_asks_to_be_retired() {
        annAndBobAreMembers();
        room.tell(ann.leave());
        kit.pass(IDLE);
        assertThat(supervisor.take()).isEmpty();
        bob.stop();
        kit.pass(IDLE.minusMillis(1));
        assertThat(supervisor.take()).isEmpty();
        kit.pass(Duration.ofMillis(1));
        assertThat(supervisor.take()).containsExactly(new ChatSupervisor.RoomIdle(ROOM, room, 2));
        room.tell(new ChatRoomActor.Retire());
        assertThat(broker.listeners()).isEmpty();
        assertThat(broker.noteListeners()).isEmpty();
    }

    @Test
    void a_join_keeps_an_empty_room() {
        annAndBobAreMembers();
        ann.stop();
        bob.stop();
        kit.pass(IDLE.minusMillis(1));
        Client eve = kit.client("Eve");
        room.tell(eve.join());
        kit.pass(IDLE);
        assertThat(supervisor.take()).isEmpty();
        broker.deliver("a", 1);
        assertThat(eve.frames()).contains("a 1");
    }

    @Test
    void a_room_whose_subscription_fails_is_empty_and_retired_too() {
        room.tell(ann.join());
        broker.subscribe().fail();
        kit.pass(IDLE);
        assertThat(supervisor.take()).containsExactly(new ChatSupervisor.RoomIdle(ROOM, room, 1));
    }

    // Presence.

    @Test
    void members_of_a_small_room_are_told_who_came_and_went_by_name() {
        annAndBobAreMembers();
        room.tell(kit.client("Eve").join());
        kit.pass(Duration.ofMillis(100));
        assertThat(ann.presence()).containsExactly(presence(3, "Eve", ""));
        bob.stop();
        kit.pass(Duration.ofMillis(100));
        assertThat(ann.presence()).containsExactly(presence(2, "", "Bob"));
    }

    @Test
    void members_that_join_an_empty_room_together_are_told_of_each_other() {
        subscribedAt("a", 0);
        room.tell(ann.join());
        kit.pass(Duration.ofSeconds(1));
        ann.stop();
        kit.pass(Duration.ofMillis(1));
        room.tell(bob.join());
        room.tell(kit.client("Eve").join());
        kit.pass(Duration.ofMillis(100));
        assertThat(bob.presence()).containsExactly(presence(2, "Bob,Eve", ""));
    }

    @Test
    void the_first_member_of_a_room_is_not_told_of_itself() {
        subscribedAt("a", 0);
        room.tell(ann.join());
        kit.pass(Duration.ofMillis(100));
        assertThat(ann.presence()).isEmpty();
    }

    @Test
    void a_larger_room_is_told_in_batches_and_a_very_large_one_in_numbers() {
        annAndBobAreMembers();
        room.tell(kit.client("C").join());
        room.tell(kit.client("D").join());
        kit.pass(Duration.ofMillis(100));
        assertThat(bob.presence()).startsWith(mode("batched"));
        room.tell(kit.client("E").join());
        kit.pass(Duration.ofMillis(999));
        assertThat(bob.presence()).isEmpty();
        kit.pass(Duration.ofMillis(1));
        assertThat(bob.presence()).containsExactly(mode("counts"), presence(5, "", ""));
        ann.stop();
        kit.pass(Duration.ofMillis(4999));
        assertThat(bob.presence()).isEmpty();
        kit.pass(Duration.ofMillis(1));
        assertThat(bob.presence()).containsExactly(mode("batched"), presence(4, "", "Ann"));
    }

    @Test
    void members_on_other_nodes_count_until_their_node_is_gone() {
        annAndBobAreMembers();
        broker.note(note("there", 1));
        kit.pass(Duration.ofMillis(100));
        assertThat(ann.presence()).containsExactly(presence(3, "", ""));
        kit.gone.add("there");
        room.tell(new ChatRoomActor.NodesChanged());
        kit.pass(Duration.ofMillis(100));
        assertThat(ann.presence()).containsExactly(presence(2, "", ""));
    }

    @Test
    void nodes_with_members_of_a_room_repeat_their_counts() {
        annAndBobAreMembers();
        broker.note(note("there", 1));
        kit.pass(Duration.ofSeconds(1));
        broker.takeNotes();
        kit.pass(Presence.REFRESH);
        assertThat(broker.takeNotes()).hasSize(1);
        room.tell(new ChatRoomActor.Retire());
        assertThat(PresenceNote.decode(broker.takeNotes().get(0)))
                .hasValueSatisfying(note -> assertThat(note.members()).isZero());
    }

    private ActorRef<ChatRoomActor.Command> newRoom() {
        return kit.spawn(ChatRoomActor.create(
                kit.chat, ROOM, supervisor.ref(), new RoomsShared(1, new EmptyRooms(IDLE, 10), new ForeignNames())));
    }

    private void annAndBobAreMembers() {
        subscribedAt("a", 0);
        room.tell(ann.join());
        room.tell(bob.join());
        kit.pass(Duration.ofMillis(100));
        List.of(ann, bob).forEach(client -> {
            client.connection.take();
            client.answers();
        });
    }

    private void subscribedAt(String epoch, long seq) {
        broker.subscribe().answer(Head.of(epoch, seq));
    }

    private void failsOnce() {
        broker.breakNextPublish();
        room.tell(ann.say("hi"));
    }

    private static UserActor.JoinFailed refused(ErrorCode code) {
        return new UserActor.JoinFailed(ROOM, ID, code, "the room cannot be entered now; try again");
    }

    private static UserActor.HistoryFailed historyFailed() {
        return new UserActor.HistoryFailed(ID, ErrorCode.UNAVAILABLE, "the history cannot be read now; try again");
    }

    private static byte[] note(String node, int members) {
        return new PresenceNote(
                        node, members, false, List.of(), List.of(), LookChanges.NONE, UserChanges.NONE, List.of())
                .encode();
    }

    private static String joined(String epoch, long seq, boolean recovered, int members) {
        return "{\"type\":\"joined\",\"room\":\"lobby\",\"epoch\":\"" + epoch + "\",\"seq\":" + seq + ",\"recovered\":"
                + recovered + ",\"members\":" + members + ",\"users\":" + members
                + ",\"state\":{\"slow\":0,\"speak\":\"everyone\",\"closed\":false,\"pinned\":[]}"
                + ",\"you\":{\"role\":\"guest\",\"grants\":[\"join\",\"say\"]}}";
    }

    private static String gap(long from, long to) {
        return "{\"type\":\"gap\",\"room\":\"lobby\",\"from\":" + from + ",\"to\":" + to + "}";
    }

    private static String degraded(boolean degraded) {
        return "{\"type\":\"room\",\"room\":\"lobby\",\"degraded\":" + degraded + "}";
    }

    private static String mode(String mode) {
        return "{\"type\":\"room\",\"room\":\"lobby\",\"presence\":\"" + mode + "\"}";
    }

    /** @param joined names, with commas between them */
    private static String presence(int members, String joined, String left) {
        return "{\"type\":\"presence\",\"room\":\"lobby\",\"members\":" + members + ",\"users\":" + members
                + ",\"joined\":[" + people(joined) + "],\"left\":[" + people(left) + "]}";
    }

    private static String people(String names) {
        return names.replaceAll("[^,]+", "{\"id\":\"id-$0\",\"name\":\"$0\"}");
    }
}
