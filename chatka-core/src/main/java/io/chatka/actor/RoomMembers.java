package io.chatka.actor;

import io.chatka.lane.Lane;
import io.chatka.lane.RoomLane;
import io.chatka.protocol.User;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The members that a room has on this node, by lane. Used by the room's actor only, and kept when that restarts.
 *
 * <p>Telling something costs one hand-over per lane with members, however many those are.
 */
final class RoomMembers {
    private final String room;
    private final long maxBacklog;
    private final Duration maxCoalesce;
    private final RoomLane[] byIndex;
    private final List<RoomLane> lanes = new ArrayList<>(1);
    private final Map<ActorRef<UserActor.Command>, Entry> entries = new HashMap<>();
    private final Lookalikes lookalikes = new Lookalikes();
    private List<ChatRoomActor.Join> waiting = new ArrayList<>(1);
    private long joins;

    /** @param lookalike whether the name looked like another member's when this one came */
    record Entry(User user, boolean lookalike, RoomLane lane, RoomLane.Member member) {}

    RoomMembers(String room, int lanes, long maxBacklog, Duration maxCoalesce) {
        this.room = room;
        this.byIndex = new RoomLane[lanes];
        this.maxBacklog = maxBacklog;
        this.maxCoalesce = maxCoalesce;
    }

    String room() {
        return room;
    }

    int size() {
        return entries.size();
    }

    boolean isEmpty() {
        return entries.isEmpty() && waiting.isEmpty();
    }

    /** How often the room was asked for, ever. */
    long joins() {
        return joins;
    }

    void countJoin() {
        joins++;
    }

    /** Keeps a join until the room is subscribed. As many as there are connections at most: each waits for its answer. */
    void hold(ChatRoomActor.Join join) {
        countJoin();
        waiting.add(join);
    }

    List<ChatRoomActor.Join> takeWaiting() {
        List<ChatRoomActor.Join> taken = waiting;
        waiting = new ArrayList<>(1);
        return taken;
    }

    /** Null if it is not a member. */
    Entry get(ActorRef<UserActor.Command> ref) {
        return entries.get(ref);
    }

    /** @param greeted run on the member's lane when the greeting is queued towards its socket */
    void add(ChatRoomActor.Join join, List<byte[]> greeting, Runnable greeted) {
        RoomLane lane = laneOf(join.connection().lane());
        boolean lookalike = lookalikes.add(join.user());
        entries.put(
                join.ref(), new Entry(join.user(), lookalike, lane, lane.add(join.connection(), greeting, greeted)));
    }

    /** Returns who left, or null if it was no member. */
    User remove(ActorRef<UserActor.Command> ref, List<byte[]> farewell) {
        Entry entry = entries.remove(ref);
        if (entry == null) {
            return null;
        }
        lookalikes.remove(entry.user);
        entry.lane.remove(entry.member, farewell);
        return entry.user;
    }

    void deliver(long seq, byte[] utf8) {
        for (RoomLane lane : lanes) {
            lane.deliver(seq, utf8);
        }
    }

    void missed(long from, long to) {
        lanes.forEach(lane -> lane.missed(from, to));
    }

    void tell(byte[] utf8) {
        lanes.forEach(lane -> lane.tell(utf8));
    }

    void tellEverybody(byte[] utf8) {
        lanes.forEach(lane -> lane.tellEverybody(utf8));
    }

    private RoomLane laneOf(Lane lane) {
        int index = lane.index();
        if (byIndex[index] == null) {
            byIndex[index] = new RoomLane(room, lane, maxBacklog, maxCoalesce);
            lanes.add(byIndex[index]);
        }
        return byIndex[index];
    }
}
