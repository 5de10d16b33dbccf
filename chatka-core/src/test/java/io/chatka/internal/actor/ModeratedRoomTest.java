package io.chatka.internal.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.internal.actor.ActorKit.Client;
import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.FakeBroker;
import io.chatka.internal.broker.Head;
import io.chatka.internal.broker.HistoryPage;
import io.chatka.internal.broker.Position;
import io.chatka.internal.broker.PublishRefusedException;
import io.chatka.internal.broker.Rank;
import io.chatka.internal.broker.RoomState;
import io.chatka.internal.broker.Sanction;
import io.chatka.internal.broker.Standing;
import io.chatka.internal.broker.StateChange;
import io.chatka.internal.protocol.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a room makes of what moderators have set, on a fake lane and over a fake broker. */
class ModeratedRoomTest {
    private static final RoomState CLOSED = new RoomState(4, 0, Rank.GUEST, 1, List.of(), false);
    private static final RoomState SANCTIONS = new RoomState(4, 0, Rank.GUEST, 0, List.of(), true);

    private final ActorKit kit = new ActorKit("chatka.rooms.presence { names = 0, batched = 0 }");
    private final FakeBroker broker = kit.broker;
    private final ActorKit.Inbox<ChatSupervisor.Command> supervisor = kit.inbox();
    private final Client ann = kit.client("Ann");
    private final Client bob = kit.client("Bob");
    private final ActorRef<ChatRoomActor.Command> room = kit.spawn(ChatRoomActor.create(
            kit.chat,
            "lobby",
            supervisor.ref(),
            new RoomsShared(1, new EmptyRooms(Duration.ofSeconds(30), 10), new ForeignNames())));

    @AfterEach
    void close() {
        kit.close();
    }

    // The state.

    @Test
    void a_room_that_somebody_has_changed_is_entered_when_its_state_is_known() {
        room.tell(ann.join());
        broker.subscribe().answer(head(7, 4));
        assertThat(ann.answers()).isEmpty();
        broker.stateRead().answer(new RoomState(4, 30, Rank.MEMBER, 0, List.of(), false));
        assertThat(ann.frames().get(0)).contains("\"state\":{\"slow\":30,\"speak\":\"members\"");
    }

    @Test
    void joins_are_refused_when_the_state_cannot_be_read() {
        room.tell(ann.join());
        broker.subscribe().answer(head(7, 4));
        broker.stateRead().fail();
        assertThat(refusal(ann).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(broker.listeners()).isEmpty();
    }

    @Test
    void members_are_told_what_has_changed() {
        isOpenWith(ann);
        broker.changed(new RoomState(1, 30, Rank.GUEST, 0, List.of(), false), new StateChange.Slow(30));
        assertThat(ann.frames()).containsExactly("{\"type\":\"room\",\"room\":\"lobby\",\"slow\":30}");
        broker.changed(new RoomState(1, 30, Rank.GUEST, 0, List.of(), false), new StateChange.Slow(30));
        assertThat(ann.frames()).as("told twice by the broker").isEmpty();
    }

    @Test
    void a_change_that_was_lost_is_found_with_the_next_position() {
        isOpenWith(ann);
        broker.position(head(0, 4));
        broker.position(head(0, 4));
        broker.stateRead().answer(CLOSED);
        assertThat(broker.isIdle()).as("read once").isTrue();
        assertThat(ann.frames()).containsExactly("{\"type\":\"room\",\"room\":\"lobby\",\"closed\":true}");
        broker.goAway();
        broker.comeBack(head(0, 5));
        broker.stateRead().fail();
        broker.position(head(0, 5));
        broker.stateRead().answer(new RoomState(5, 0, Rank.GUEST, 0, List.of(), false));
        assertThat(ann.frames()).containsExactly("{\"type\":\"room\",\"room\":\"lobby\",\"closed\":false}");
    }

    @Test
    void a_ban_that_was_lost_is_found_by_looking_up_the_members() {
        isOpenWith(ann, bob);
        // Versions 1 to 3 were lost.
        broker.changed(SANCTIONS, new StateChange.Slow(0));
        var first = broker.standing();
        var second = broker.standing();
        assertThat(List.of(first.question(), second.question()))
                .containsExactlyInAnyOrder(ann.user.id(), bob.user.id());
        (first.question().equals(ann.user.id()) ? first : second).answer(banned(ann, 0));
        assertThat(ann.frames())
                .containsExactly("{\"type\":\"left\",\"room\":\"lobby\",\"code\":\"banned\",\"reason\":\"spam\"}");
        assertThat(bob.frames()).isEmpty();
    }

    // Kicks and bans.

    @Test
    void a_user_that_is_kicked_leaves_with_all_its_connections_and_may_return() {
        isOpenWith(ann, bob);
        broker.changed(
                new RoomState(1, 0, Rank.GUEST, 0, List.of(), false),
                new StateChange.Kick(ann.user.id(), "enough", Rank.MODERATOR));
        assertThat(ann.frames())
                .containsExactly("{\"type\":\"left\",\"room\":\"lobby\",\"code\":\"kicked\",\"reason\":\"enough\"}");
        assertThat(ann.answers()).containsExactly(new UserActor.Expelled("lobby"));
        broker.deliver("a", 1);
        assertThat(ann.frames()).isEmpty();
        assertThat(bob.frames()).containsExactly("a 1");
        room.tell(ann.join());
        assertThat(ann.answers()).containsExactly(new UserActor.Joined("lobby", room));
    }

    @Test
    void an_act_of_the_same_rank_removes_nobody() {
        isOpenWith(ann);
        broker.changed(
                new RoomState(1, 0, Rank.GUEST, 0, List.of(), false),
                new StateChange.Kick(ann.user.id(), null, Rank.GUEST));
        assertThat(ann.answers()).isEmpty();
    }

    @Test
    void a_banned_user_is_removed_and_refused() {
        isOpenWith(ann);
        broker.changed(new RoomState(1, 0, Rank.GUEST, 0, List.of(), true), new StateChange.Impose(ban(ann, 0)));
        assertThat(ann.answers()).containsExactly(new UserActor.Expelled("lobby"));
        room.tell(ann.join());
        broker.standing().answer(banned(ann, 0));
        Refusal refusal = refusal(ann);
        assertThat(refusal.code()).isEqualTo(ErrorCode.BANNED);
        assertThat(refusal.reason()).isEqualTo("spam");
        assertThat(refusal.until()).isZero();
    }

    @Test
    void a_ban_that_comes_while_a_join_waits_for_its_look_up_holds() {
        isOpenWith(bob);
        broker.changed(new RoomState(1, 0, Rank.GUEST, 0, List.of(), true), new StateChange.Impose(ban("eve", 0)));
        room.tell(ann.join());
        var lookUp = broker.standing();
        broker.changed(new RoomState(2, 0, Rank.GUEST, 0, List.of(), true), new StateChange.Impose(ban(ann, 0)));
        lookUp.answer(Standing.CLEAR);
        assertThat(ann.answers()).as("it is looked up again").isEmpty();
        broker.standing().answer(banned(ann, 0));
        assertThat(refusal(ann).code()).isEqualTo(ErrorCode.BANNED);
    }

    @Test
    void a_ban_that_comes_while_a_join_waits_for_what_it_has_missed_holds() {
        broker.subscribe().answer(head(9, 0));
        room.tell(ann.joinSince(new Position("a", 8)));
        kit.pass(Duration.ofMillis(100));
        var read = broker.read();
        broker.changed(new RoomState(1, 0, Rank.GUEST, 0, List.of(), true), new StateChange.Impose(ban(ann, 0)));
        broker.standing().answer(banned(ann, 0));
        assertThat(refusal(ann).code()).isEqualTo(ErrorCode.BANNED);
        byte[] missed = "{\"type\":\"message\",\"seq\":9,\"at\":1}".getBytes(StandardCharsets.US_ASCII);
        read.answer(new HistoryPage(head(9, 1), List.of(new Event("a", 9, missed)), false));
        assertThat(ann.answers()).isEmpty();
    }

    @Test
    void a_ban_whose_end_was_lost_keeps_nobody_out() {
        isOpenWith(ann);
        broker.changed(new RoomState(1, 0, Rank.GUEST, 0, List.of(), true), new StateChange.Impose(ban(ann, 0)));
        ann.answers();
        room.tell(ann.join());
        broker.standing().answer(Standing.CLEAR);
        assertThat(ann.answers()).containsExactly(new UserActor.Joined("lobby", room));
        room.tell(ann.leave());
        ann.answers();
        // The broker has lost its data.
        broker.position(head(0, 0));
        broker.stateRead().answer(RoomState.OPEN);
        room.tell(ann.join());
        assertThat(ann.answers()).containsExactly(new UserActor.Joined("lobby", room));
    }

    @Test
    void a_join_whose_look_up_fails_may_be_tried_again() {
        room.tell(ann.join());
        broker.subscribe().answer(head(0, 4));
        broker.stateRead().answer(SANCTIONS);
        broker.standing().fail();
        assertThat(refusal(ann).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        room.tell(bob.join());
        broker.standing().answer(Standing.CLEAR);
        assertThat(bob.answers()).containsExactly(new UserActor.Joined("lobby", room));
    }

    @Test
    void a_join_that_waits_for_its_look_up_when_the_room_fails_gets_one_answer() {
        isOpenWith(bob);
        broker.changed(new RoomState(1, 0, Rank.GUEST, 0, List.of(), true), new StateChange.Impose(ban("eve", 0)));
        room.tell(ann.join());
        var before = broker.standing();
        broker.breakNextPublish();
        room.tell(bob.say("hi"));
        broker.subscribe().answer(head(0, 1));
        broker.stateRead().answer(new RoomState(1, 0, Rank.GUEST, 0, List.of(), true));
        before.answer(Standing.CLEAR);
        while (!broker.isIdle()) {
            broker.standing().answer(Standing.CLEAR);
        }
        assertThat(ann.answers()).containsExactly(new UserActor.Joined("lobby", room));
    }

    // Mutes.

    @Test
    void a_muted_user_is_told_so_and_nobody_else_is() {
        isOpenWith(ann, bob);
        Sanction mute = new Sanction(Sanction.Kind.MUTE, ann.user.id(), 99, "loud", Rank.MODERATOR);
        broker.changed(new RoomState(1, 0, Rank.GUEST, 0, List.of(), true), new StateChange.Impose(mute));
        assertThat(told(ann))
                .isEqualTo("{\"type\":\"room\",\"room\":\"lobby\",\"you\":{\"mutedUntil\":99,\"reason\":\"loud\"}}");
        broker.changed(
                new RoomState(2, 0, Rank.GUEST, 0, List.of(), false),
                new StateChange.Lift(Sanction.Kind.MUTE, ann.user.id()));
        assertThat(told(ann)).isEqualTo("{\"type\":\"room\",\"room\":\"lobby\",\"you\":{\"mutedUntil\":null}}");
        assertThat(bob.answers()).isEmpty();
        assertThat(bob.frames()).isEmpty();
    }

    @Test
    void a_muted_user_that_joins_knows_until_when() {
        room.tell(ann.join());
        broker.subscribe().answer(head(0, 4));
        broker.stateRead().answer(SANCTIONS);
        broker.standing()
                .answer(new Standing(new Sanction(Sanction.Kind.MUTE, ann.user.id(), 99, null, Rank.MODERATOR), null));
        assertThat(ann.frames().get(0)).contains("\"mutedUntil\":99}}");
    }

    @Test
    void a_shadow_mute_is_told_to_nobody() {
        room.tell(ann.join());
        broker.subscribe().answer(head(0, 4));
        broker.stateRead().answer(SANCTIONS);
        Sanction shadow = new Sanction(Sanction.Kind.SHADOW_MUTE, ann.user.id(), 99, null, Rank.MODERATOR);
        broker.standing().answer(new Standing(shadow, null));
        assertThat(ann.frames().get(0)).doesNotContain("muted");
        ann.answers();
        broker.changed(new RoomState(5, 0, Rank.GUEST, 0, List.of(), true), new StateChange.Impose(shadow));
        assertThat(ann.answers()).isEmpty();
        assertThat(ann.frames()).isEmpty();
    }

    @Test
    void what_the_broker_refuses_is_told_with_until_when_and_why() {
        isOpenWith(ann);
        room.tell(ann.say("hi"));
        broker.publish()
                .stage()
                .completeExceptionally(new PublishRefusedException(PublishRefusedException.Reason.MUTED, 99, "loud"));
        room.tell(ann.say("hi"));
        broker.publish()
                .stage()
                .completeExceptionally(
                        new PublishRefusedException(PublishRefusedException.Reason.SLOW_MODE, 1500, null));
        List<UserActor.Command> answers = ann.answers();
        assertThat(((UserActor.Failed) answers.get(0)).refusal())
                .isEqualTo(new Refusal(ErrorCode.MUTED, "you are muted in this room", -1, 99, "loud"));
        assertThat(((UserActor.Failed) answers.get(1)).refusal().retryAfterMillis())
                .isEqualTo(1500);
    }

    // Closed rooms.

    @Test
    void a_closed_room_lets_in_those_whose_connection_broke_and_nobody_else() {
        broker.subscribe().answer(head(9, 4));
        broker.stateRead().answer(CLOSED);
        room.tell(ann.join());
        assertThat(refusal(ann).code()).isEqualTo(ErrorCode.CLOSED);
        room.tell(ann.joinSince(new Position("forged", 9)));
        assertThat(refusal(ann).code()).isEqualTo(ErrorCode.CLOSED);
        room.tell(ann.joinSince(new Position("a", 9)));
        assertThat(ann.answers()).as("it has missed nothing").containsExactly(new UserActor.Joined("lobby", room));
    }

    @Test
    void a_client_returns_to_a_closed_room_only_if_it_was_there_in_the_last_5_minutes() {
        broker.subscribe().answer(head(9, 4));
        broker.stateRead().answer(CLOSED);
        for (int minutes : List.of(4, 6)) {
            room.tell(ann.joinSince(new Position("a", 8)));
            kit.pass(Duration.ofMillis(100));
            long at = System.currentTimeMillis() - minutes * 60_000L;
            byte[] missed = ("{\"type\":\"message\",\"seq\":9,\"at\":" + at + "}").getBytes(StandardCharsets.US_ASCII);
            broker.read().answer(new HistoryPage(head(9, 4), List.of(new Event("a", 9, missed)), false));
            if (minutes == 4) {
                assertThat(ann.answers()).containsExactly(new UserActor.Joined("lobby", room));
                room.tell(ann.leave());
                ann.answers();
            } else {
                assertThat(refusal(ann).code()).isEqualTo(ErrorCode.CLOSED);
            }
        }
    }

    // What the tests share.

    private void isOpenWith(Client... members) {
        broker.subscribe().answer(Head.of("a", 0));
        for (Client member : members) {
            room.tell(member.join());
        }
        kit.pass(Duration.ofMillis(100));
        for (Client member : members) {
            member.frames();
            member.answers();
        }
    }

    private static Head head(long seq, long version) {
        return new Head("a", 0, seq, null, version);
    }

    private static Sanction ban(Client client, long until) {
        return ban(client.user.id(), until);
    }

    private static Sanction ban(String user, long until) {
        return new Sanction(Sanction.Kind.BAN, user, until, "spam", Rank.MODERATOR);
    }

    private static Standing banned(Client client, long until) {
        return new Standing(null, ban(client, until));
    }

    private static Refusal refusal(Client client) {
        List<UserActor.Command> answers = client.answers();
        assertThat(answers).hasSize(1);
        return ((UserActor.JoinFailed) answers.get(0)).refusal();
    }

    private static String told(Client client) {
        List<UserActor.Command> answers = client.answers();
        assertThat(answers).hasSize(1);
        return new String(((UserActor.Told) answers.get(0)).utf8(), StandardCharsets.UTF_8);
    }
}
