package io.chatka.internal.actor;

import io.chatka.api.User;
import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.Rank;
import io.chatka.internal.broker.RoomState;
import io.chatka.internal.broker.Sender;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.lane.Greeting;
import io.chatka.internal.lane.Lane;
import io.chatka.internal.lane.Member;
import io.chatka.internal.lane.RoomLane;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.permission.Rights;
import io.chatka.internal.protocol.CloseCode;
import io.chatka.internal.protocol.Frames;
import io.chatka.internal.protocol.MessageAuthor;
import io.chatka.internal.protocol.MessageFrames;
import io.chatka.internal.protocol.TextRemoval;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The members that a room has on this node, by lane. Used by the room's actor only, and kept when
 * that restarts.
 *
 * <p>To tell something costs one hand-over for each lane that has or had members, not one for each
 * member.
 */
final class RoomMembers {
    /**
     * In place of the time at which the broker delivered an event, if the event was read or has
     * waited: its delivery is measured from now on.
     */
    static final long NOW = Long.MIN_VALUE;

    private static final Logger LOG = LoggerFactory.getLogger(RoomMembers.class);

    private final String room;
    private final long maxBacklog;
    private final Duration maxCoalesce;
    private final RoomLane[] byIndex;
    private final List<RoomLane> lanes = new ArrayList<>(1);
    private final Map<ActorRef<UserActor.Command>, Entry> entries = new HashMap<>();
    private final RoomUsers users = new RoomUsers();
    private final Lookalikes lookalikes;
    private final RecentRemovals removals = new RecentRemovals();
    private final NodeMeter meter;
    private final RoomIndex.Entry figures;
    private boolean degraded;

    /** @param last whether it was the user's last connection in the room on this node */
    record Left(User user, boolean last) {}

    /** One member. */
    static final class Entry {
        private final User user;
        private Rights rights;
        private final Lookalikes.Name name;

        /** {@link RoomUsers#hash} */
        private final long hash;

        private final RoomLane lane;
        private final Member member;

        /** Made when the member first speaks: most only listen. */
        private byte[] author;

        private Sender sender;

        /** Whether {@link #author} marks the member as a look-alike. */
        private boolean lookalike;

        /** Whether the member was told that it is muted. */
        private boolean toldMuted;

        private Entry(ChatRoomActor.Join join, Lookalikes.Name name, long hash, RoomLane lane, Member member) {
            this.user = join.user();
            this.rights = join.rights();
            this.name = name;
            this.hash = hash;
            this.lane = lane;
            this.member = member;
        }

        User user() {
            return user;
        }

        Rights rights() {
            return rights;
        }

        /** Made when the member first speaks. */
        Sender asSender() {
            if (sender == null) {
                sender = new Sender(user.id(), rights.rank());
            }
            return sender;
        }
    }

    RoomMembers(
            String room,
            int lanes,
            ChatSettings settings,
            NodeMeter meter,
            Lookalikes lookalikes,
            RoomIndex.Entry figures) {
        this.room = room;
        this.byIndex = new RoomLane[lanes];
        this.maxBacklog = settings.limits().backlog();
        this.maxCoalesce = settings.rooms().coalesce();
        this.meter = meter;
        this.lookalikes = lookalikes;
        this.figures = figures;
    }

    String room() {
        return room;
    }

    int size() {
        return entries.size();
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Null if it is not a member. */
    Entry get(ActorRef<UserActor.Command> ref) {
        return entries.get(ref);
    }

    /**
     * The part that all of a member's messages have in common, {@link MessageFrames#author}. It changes
     * when a look-alike joins or leaves.
     */
    byte[] author(Entry sender) {
        boolean lookalike = isLookalike(sender);
        if (sender.author == null || sender.lookalike != lookalike) {
            sender.author = MessageFrames.author(room, sender.user, sender.rights.role(sender.user), lookalike);
            sender.lookalike = lookalike;
        }
        return sender.author;
    }

    boolean isLookalike(Entry member) {
        return lookalikes.isLookalike(member.name, member.hash);
    }

    RoomUsers users() {
        return users;
    }

    Lookalikes lookalikes() {
        return lookalikes;
    }

    /**
     * Returns whether this is the user's only connection in the room on this node.
     *
     * @param greeted run on the member's lane when the greeting is queued towards its socket
     */
    boolean add(ChatRoomActor.Join join, Greeting greeting, Runnable greeted) {
        RoomLane lane = laneOf(join.connection().lane());
        long hash = RoomUsers.hash(join.user());
        Lookalikes.Name name = lookalikes.came(Looks.of(join.user()), hash);
        try {
            Member member = lane.add(join.connection(), greeting, greeted);
            entries.put(join.ref(), new Entry(join, name, hash, lane, member));
        } catch (Throwable fault) {
            lookalikes.left(name, hash);
            throw fault;
        }
        boolean first = users.came(join.user(), join.rights().role(join.user()));
        figures.set(entries.size(), users.size());
        return first;
    }

    /** Returns what left, or null if it was no member. */
    Left remove(ActorRef<UserActor.Command> ref, List<byte[]> lastFrames) {
        Entry entry = entries.remove(ref);
        if (entry == null) {
            return null;
        }
        lookalikes.left(entry.name, entry.hash);
        entry.lane.remove(entry.member, lastFrames);
        boolean last = users.left(entry.user);
        figures.set(entries.size(), users.size());
        return new Left(entry.user, last);
    }

    /**
     * Closes the connections of all members. Their clients reconnect, and rejoin their other rooms
     * as well.
     */
    void closeAll() {
        UserActor.Close close = new UserActor.Close(CloseCode.INTERNAL, UserActor.RECONNECT_AFTER_FAULT_MILLIS);
        entries.keySet().forEach(ref -> ref.tell(close));
    }

    void changeRights(ActorRef<UserActor.Command> ref, Rights rights) {
        Entry entry = entries.get(ref);
        if (entry != null) {
            entry.rights = rights;
            entry.author = null;
            entry.sender = null;
        }
    }

    /** The ids of the members' users; an id for each connection. */
    List<String> userIds() {
        return entries.values().stream().map(entry -> entry.user.id()).toList();
    }

    /** The user's connections in the room that an act of this rank binds. */
    List<ActorRef<UserActor.Command>> bound(String user, Rank by) {
        return entries.entrySet().stream()
                .filter(entry -> entry.getValue().user.id().equals(user)
                        && by.binds(entry.getValue().rights.rank()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Tells the user's connections that an act of this rank binds that they are muted. */
    void tellMuted(String user, Rank by, byte[] utf8) {
        for (ActorRef<UserActor.Command> ref : bound(user, by)) {
            entries.get(ref).toldMuted = true;
            ref.tell(new UserActor.Told(utf8));
        }
    }

    /** The member's greeting said that it is muted. */
    void toldMuted(ActorRef<UserActor.Command> ref) {
        entries.get(ref).toldMuted = true;
    }

    /** Tells the user's connections that they are muted no more, if they know that they were. */
    void tellUnmuted(String user, byte[] utf8) {
        entries.forEach((ref, entry) -> {
            if (entry.toldMuted && entry.user.id().equals(user)) {
                entry.toldMuted = false;
                ref.tell(new UserActor.Told(utf8));
            }
        });
    }

    /** @param heardAt when the broker delivered it, by the meter's clock, or {@link #NOW} */
    void deliver(Event event, long heardAt) {
        long heard = heardAt == NOW ? meter.now() : heardAt;
        figures.delivered();
        if (Viewer.isShadowed(event)) {
            deliverShadowed(event, heard);
            return;
        }
        TextRemoval removal = TextRemoval.of(room, event);
        if (removal != null) {
            // First, so that nobody has the event and gets the text after it.
            recall(removal);
        }
        for (RoomLane lane : lanes) {
            lane.deliver(event.seq(), event.json(), heard);
        }
    }

    /** Moderators have set something else in the room. */
    void stateChanged(RoomState now) {
        figures.set(now);
    }

    /** Takes removed texts back from what is on its way to the members. */
    private void recall(TextRemoval removal) {
        removals.add(removal);
        lanes.forEach(lane -> lane.recall(removal::applyTo));
    }

    RecentRemovals removals() {
        return removals;
    }

    /** Looks at each member. */
    private void deliverShadowed(Event event, long heard) {
        byte[] tombstone = Viewer.STRANGER.see(event);
        byte[] marked = Viewer.MODERATOR.see(event);
        Viewer sender = new Viewer(MessageAuthor.of(event.json()).id());
        Map<Member, byte[]> instead = new HashMap<>();
        entries.values().forEach(entry -> {
            Viewer viewer = Viewer.of(entry);
            if (viewer.equals(Viewer.MODERATOR)) {
                instead.put(entry.member, marked);
            } else if (viewer.equals(sender)) {
                instead.put(entry.member, event.json());
            }
        });
        lanes.forEach(lane -> lane.deliver(event.seq(), tombstone, heard, instead));
    }

    void missed(long from, long to) {
        meter.missed(to - from + 1);
        lanes.forEach(lane -> lane.missed(from, to));
    }

    /** The room has dropped a message of another installation. */
    void stray() {
        if (meter.stray()) {
            LOG.warn(
                    "dropped a message of an epoch that the room does not confirm: another installation publishes on the"
                            + " same channels; give each a chatka.redis.prefix or a Redis database of its own (further ones are"
                            + " counted in chatka_broker_strays_total)");
        }
    }

    void tell(byte[] utf8) {
        lanes.forEach(lane -> lane.tell(utf8));
    }

    /**
     * Tells all members but those of one user. Looks at each member, so it is for small rooms only.
     */
    void tellOthers(String userId, byte[] utf8) {
        Set<Member> same = new HashSet<>();
        entries.values().stream()
                .filter(entry -> entry.user.id().equals(userId))
                .forEach(entry -> same.add(entry.member));
        lanes.forEach(lane -> lane.tellBut(same, utf8));
    }

    void tellEverybody(byte[] utf8) {
        lanes.forEach(lane -> lane.tellEverybody(utf8));
    }

    /** Whether the members were told that the broker is away, and not yet that it is back. */
    boolean knowDegraded() {
        return degraded;
    }

    /** Tells the members that the broker is away or back, if that is news to them. */
    void tellDegraded(boolean now) {
        if (degraded != now) {
            degraded = now;
            tellEverybody(Frames.roomDegraded(room, now));
        }
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
