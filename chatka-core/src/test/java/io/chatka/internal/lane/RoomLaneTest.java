package io.chatka.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoomLaneTest {
    private static final int BACKLOG = 1_000_000;
    private static final Duration MAX_COALESCE = Duration.ofMillis(2);

    private final FakeLane lane = new FakeLane(0);
    private final RoomLane room = new RoomLane("lobby", lane, BACKLOG, MAX_COALESCE);

    @Test
    void message_many_members_shareOneFrame() {
        List<FakeConnection> members = members(100);

        byte[] message = utf8("m1");
        room.deliver(1, message);
        lane.turns();

        assertThat(lane.shared()).hasSize(1);
        assertThat(lane.shared().get(0).texts.get(0)).isSameAs(message);
        for (FakeConnection member : members) {
            assertThat(member.frames()).containsExactly(lane.shared().get(0));
        }
        assertThat(lane.shared().get(0).releases).isEqualTo(1);
    }

    @Test
    void messages_waiting_areJoinedIntoOneWrite() {
        FakeConnection member = members(1).get(0);

        room.deliver(1, utf8("m1"));
        room.deliver(2, utf8("m2"));
        room.deliver(3, utf8("m3"));
        lane.turns();

        assertThat(member.frames()).hasSize(1);
        assertThat(member.texts()).containsExactly("m1", "m2", "m3");
    }

    @Test
    void messages_moreThanAJoinedFrameHolds_areWrittenInSeveral() {
        FakeConnection member = members(1).get(0);

        String big = "x".repeat(RoomLane.MAX_JOINED_BYTES / 2 + 1);
        room.deliver(1, utf8(big));
        room.deliver(2, utf8(big));
        lane.turns();

        assertThat(member.frames()).hasSize(2);
        assertThat(member.texts()).containsExactly(big, big);
    }

    @Test
    void member_joining_getsTheGreetingThenWhatCameAfterIt() {
        members(1);
        room.deliver(1, utf8("before"));
        FakeConnection late = new FakeConnection(lane);
        List<Integer> textsWhenGreeted = new ArrayList<>();
        room.add(
                late,
                Greeting.of(List.of(utf8("joined"))),
                () -> textsWhenGreeted.add(late.texts().size()));
        room.deliver(2, utf8("after"));
        lane.turns();

        assertThat(late.texts()).containsExactly("joined", "after");
        assertThat(textsWhenGreeted).containsExactly(1);
    }

    @Test
    void members_thatHaveMissedTheSame_shareOneFrameOfTheReplay() {
        List<byte[]> missed = List.of(utf8("m6"), utf8("m7"));
        FakeConnection one = new FakeConnection(lane);
        FakeConnection two = new FakeConnection(lane);
        FakeConnection another = new FakeConnection(lane);
        room.add(one, new Greeting(List.of(utf8("joined")), missed, List.of(utf8("ok 1"))), () -> {});
        room.add(two, new Greeting(List.of(utf8("joined")), missed, List.of(utf8("ok 2"))), () -> {});
        room.add(another, new Greeting(List.of(), List.of(utf8("m7")), List.of()), () -> {});
        lane.turns();

        assertThat(one.texts()).containsExactly("joined", "m6", "m7", "ok 1");
        assertThat(two.texts()).containsExactly("joined", "m6", "m7", "ok 2");
        assertThat(one.frames()).hasSize(1);
        assertThat(two.frames().get(0)).isSameAs(one.frames().get(0));
        assertThat(another.texts()).containsExactly("m7");
        assertThat(lane.shared()).hasSize(2).allSatisfy(frame -> assertThat(frame.releases)
                .isEqualTo(1));
    }

    @Test
    void member_leaving_getsWhatCameBeforeThenTheFarewell() {
        FakeConnection leaving = new FakeConnection(lane);
        Member member = room.add(leaving, Greeting.NONE, () -> {});
        List<FakeConnection> others = members(3);
        room.deliver(1, utf8("before"));
        room.remove(member, List.of(utf8("ok")));
        room.deliver(2, utf8("after"));
        lane.turns();

        assertThat(leaving.texts()).containsExactly("before", "ok");
        for (FakeConnection other : others) {
            assertThat(other.texts()).containsExactly("before", "after");
        }
    }

    @Test
    void member_removedTwice_othersStay() {
        Member first = room.add(new FakeConnection(lane), Greeting.NONE, () -> {});
        FakeConnection other = members(1).get(0);
        room.remove(first, List.of());
        room.remove(first, List.of());
        room.deliver(1, utf8("m1"));
        lane.turns();

        assertThat(other.texts()).containsExactly("m1");
    }

    @Test
    void members_moreThanASlice_areServedOverSeveralTurns() {
        List<FakeConnection> members = members(RoomLane.MEMBERS_PER_SLICE * 2 + 1);

        room.deliver(1, utf8("m1"));
        lane.turn();
        assertThat(members.stream().filter(m -> !m.texts().isEmpty())).hasSize(RoomLane.MEMBERS_PER_SLICE);
        room.deliver(2, utf8("m2"));
        assertThat(lane.turns()).isGreaterThan(2);

        for (FakeConnection member : members) {
            assertThat(member.texts()).containsExactly("m1", "m2");
        }
    }

    @Test
    void member_leavingWhileASliceWaits_isNotSkippedOver() {
        List<Member> handles = new ArrayList<>();
        List<FakeConnection> members = new ArrayList<>();
        for (int i = 0; i < RoomLane.MEMBERS_PER_SLICE + 10; i++) {
            members.add(new FakeConnection(lane));
            handles.add(room.add(members.get(i), Greeting.NONE, () -> {}));
        }
        lane.turns();

        room.deliver(1, utf8("m1"));
        lane.turn();
        room.remove(handles.get(0), List.of());
        lane.turns();

        for (FakeConnection member : members) {
            assertThat(member.texts()).containsExactly("m1");
        }
    }

    @Test
    void textForOthers_keepsItsPlaceAndTheMemberDoesNotGetIt() {
        FakeConnection typist = new FakeConnection(lane);
        Member member = room.add(typist, Greeting.NONE, () -> {});
        FakeConnection other = members(1).get(0);

        room.deliver(1, utf8("m1"));
        room.tellBut(Set.of(member), utf8("typing"));
        room.deliver(2, utf8("m2"));
        lane.turns();

        assertThat(typist.texts()).containsExactly("m1", "m2");
        assertThat(other.texts()).containsExactly("m1", "typing", "m2");
    }

    @Test
    void congestedMember_isOwedAGapAndGetsItWhenItReadsAgain() {
        FakeConnection slow = members(1).get(0);
        FakeConnection quick = members(1).get(0);
        slow.congest();
        deliverOneByOne(1, 3);
        slow.relieve();
        deliverOneByOne(4, 4);

        assertThat(slow.texts()).containsExactly(gap(1, 3), "m4");
        assertThat(quick.texts()).containsExactly("m1", "m2", "m3", "m4");
    }

    @Test
    void congestedMember_relieved_isToldOfTheGapWithoutAnotherMessage() {
        FakeConnection slow = members(1).get(0);
        slow.congest();
        deliverOneByOne(1, 2);
        slow.relieve();

        assertThat(slow.texts()).containsExactly(gap(1, 2));
    }

    @Test
    void congestedMember_missesPresenceSilently_butNotWhatNobodyMayMiss() {
        FakeConnection slow = members(1).get(0);
        slow.congest();
        room.tell(utf8("presence"));
        lane.turns();
        room.tellEverybody(utf8("epoch"));
        lane.turns();

        assertThat(slow.texts()).containsExactly("epoch");
    }

    @Test
    void congestedMember_thatLeft_isToldNothingMore() {
        FakeConnection slow = new FakeConnection(lane);
        Member member = room.add(slow, Greeting.NONE, () -> {});
        lane.turns();
        slow.congest();
        deliverOneByOne(1, 1);
        room.remove(member, List.of());
        lane.turns();
        slow.relieve();

        assertThat(slow.texts()).isEmpty();
    }

    @Test
    void lane_behind_keepsAtMostTheBacklogAndTellsTheRestAsOneGap() {
        RoomLane small = new RoomLane("lobby", lane, 6, MAX_COALESCE);
        FakeConnection member = new FakeConnection(lane);
        small.add(member, Greeting.NONE, () -> {});
        for (int seq = 1; seq <= 9; seq++) {
            small.deliver(seq, utf8("m" + seq));
        }
        lane.turns();
        small.deliver(10, utf8("mA"));
        lane.turns();

        assertThat(member.texts()).containsExactly("m1", "m2", "m3", gap(4, 9), "mA");
    }

    @Test
    void missedMessages_areToldToAllInTheirPlace() {
        FakeConnection member = members(1).get(0);
        room.deliver(1, utf8("m1"));
        room.missed(2, 5);
        room.deliver(6, utf8("m6"));
        lane.turns();

        assertThat(member.texts()).containsExactly("m1", gap(2, 5), "m6");
    }

    @Test
    void memory_outForAMoment_nothingIsLost() {
        FakeConnection member = members(1).get(0);
        lane.memoryIsOut(true);
        deliverOneByOne(1, 2);
        room.tellEverybody(utf8("urgent"));
        timePasses(1);
        lane.memoryIsOut(false);
        timePasses(1);

        assertThat(member.texts()).containsExactly("m1", "m2", "urgent");
    }

    @Test
    void memory_outForLong_isAGapAndNothingUrgentIsLost() {
        FakeConnection member = members(1).get(0);
        lane.memoryIsOut(true);
        room.deliver(1, utf8("m1"));
        room.deliver(2, utf8("m2"));
        room.tellEverybody(utf8("urgent"));
        room.tell(utf8("by the way"));
        lane.turns();
        timePasses(RoomLane.MAX_TRIES + 1);
        deliverOneByOne(3, 3);
        lane.memoryIsOut(false);
        timePasses(1);

        assertThat(member.texts()).containsExactly(gap(1, 2), "urgent", "m3");
    }

    private void timePasses(int times) {
        for (int i = 0; i < times; i++) {
            lane.timePasses();
            lane.turns();
        }
    }

    @Test
    void largeRoom_quiet_neverWaits() {
        members(1000);
        deliverOneByOne(1, 20);
        assertThat(lane.delays()).isEmpty();
    }

    @Test
    void largeRoom_thatGotMessagesWhileItWasServed_waitsForMoreToJoin() {
        FakeConnection member = members(1000).get(0);
        becomeBusy();

        room.deliver(3, utf8("m3"));
        lane.turns();
        assertThat(member.texts()).doesNotContain("m3");
        assertThat(lane.delays()).containsExactly(Duration.ofMillis(1));
        room.deliver(4, utf8("m4"));
        lane.timePasses();
        lane.turns();

        assertThat(member.texts()).containsExactly("m1", "m2", "m3", "m4");
        assertThat(member.frames()).hasSize(3);
    }

    @Test
    void largeRoom_quietAgain_stopsWaiting() {
        members(1000);
        becomeBusy();
        for (int seq = 3; seq < 3 + Coalescing.BUSY_ROUNDS; seq++) {
            room.deliver(seq, utf8("m"));
            lane.turns();
            lane.timePasses();
            lane.turns();
        }
        int delays = lane.delays().size();
        deliverOneByOne(100, 101);
        assertThat(delays).isEqualTo(Coalescing.BUSY_ROUNDS);
        assertThat(lane.delays()).hasSize(delays);
    }

    @Test
    void veryLargeRoom_waitsNoLongerThanTheCeiling() {
        members(5000);
        becomeBusy();
        room.deliver(3, utf8("m3"));
        lane.turns();
        assertThat(lane.delays()).containsExactly(MAX_COALESCE);
    }

    @Test
    void smallRoom_busy_neverWaits() {
        members(Coalescing.MIN_MEMBERS - 1);
        becomeBusy();
        deliverOneByOne(3, 5);
        assertThat(lane.delays()).isEmpty();
    }

    /** A message comes in while another is being written to the members. */
    private void becomeBusy() {
        room.deliver(1, utf8("m1"));
        lane.whileServing(() -> room.deliver(2, utf8("m2")));
        lane.turns();
    }

    private void deliverOneByOne(int from, int to) {
        for (int seq = from; seq <= to; seq++) {
            room.deliver(seq, utf8("m" + seq));
            lane.turns();
        }
    }

    private List<FakeConnection> members(int count) {
        List<FakeConnection> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            FakeConnection member = new FakeConnection(lane);
            room.add(member, Greeting.NONE, () -> {});
            members.add(member);
        }
        lane.turns();
        return members;
    }

    private static String gap(long from, long to) {
        return "{\"type\":\"gap\",\"room\":\"lobby\",\"from\":" + from + ",\"to\":" + to + "}";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
