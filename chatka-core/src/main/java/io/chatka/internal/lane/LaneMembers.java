package io.chatka.internal.lane;

import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.lane.Step.Add;
import io.chatka.internal.lane.Step.Remove;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The members that one room has on one lane: how they join with their greeting, and leave. On the
 * lane only.
 */
final class LaneMembers {
    private static final FaultLog FAULTS = FaultLog.of(LaneMembers.class);

    private final Lane lane;
    private final ReplayFrame replayFrame;
    private final ArrayList<Member> members = new ArrayList<>();

    LaneMembers(Lane lane) {
        this.lane = lane;
        this.replayFrame = new ReplayFrame(lane);
    }

    int size() {
        return members.size();
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    /** The order of members changes when one leaves. */
    Member get(int index) {
        return members.get(index);
    }

    void forEach(Consumer<Member> action) {
        members.forEach(action);
    }

    /** Releases the frame of the last replay, which members that join in one turn share. */
    void turnEnded() {
        replayFrame.release();
    }

    /**
     * A member that did not get its whole greeting is taken out again, and its connection is
     * closed.
     */
    void join(Add add) {
        Member member = add.member();
        try {
            member.index = members.size();
            members.add(member);
            greet(member.connection, add.greeting());
            add.greeted().run();
        } catch (Throwable fault) {
            takeOut(member);
            member.failed(fault);
        }
    }

    private void greet(Connection connection, Greeting greeting) {
        greeting.first().forEach(connection::send);
        if (!greeting.replay().isEmpty()) {
            replay(connection, greeting.replay());
        }
        greeting.last().forEach(connection::send);
    }

    private void replay(Connection connection, List<byte[]> texts) {
        SharedFrame frame;
        try {
            frame = replayFrame.of(texts);
        } catch (Throwable fault) {
            FAULTS.report("no frame could be made for a replay; its texts go out one by one", fault);
            texts.forEach(connection::send);
            return;
        }
        connection.write(frame);
        texts.forEach(text -> lane.meter().sent(text.length));
    }

    void leave(Remove remove) {
        Member member = remove.member();
        takeOut(member);
        try {
            remove.farewell().forEach(member.connection::send);
        } catch (Throwable fault) {
            member.failed(fault);
        }
    }

    private void takeOut(Member member) {
        if (member.index < 0) {
            return;
        }
        Member last = members.remove(members.size() - 1);
        if (last != member) {
            members.set(member.index, last);
            last.index = member.index;
        }
        member.index = -1;
        member.forgetGap();
    }
}
