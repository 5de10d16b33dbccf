package io.chatka.internal.actor;

import io.chatka.api.User;
import java.util.Set;

/**
 * The timers and messages of a room's {@link Presence}. Changes gather for as long as it wants, and
 * nodes that know of each other repeat their counts every {@link Presence#REFRESH}.
 */
final class RoomPresence implements Feed.Follower {
    sealed interface Message extends ChatRoomActor.Command {
        void reach(RoomPresence presence);
    }

    /** A note of a node, this one included. */
    record Noted(byte[] note) implements Message {
        @Override
        public void reach(RoomPresence presence) {
            presence.onNoted(note);
        }
    }

    private record ChangesDue() implements Message {
        @Override
        public void reach(RoomPresence presence) {
            presence.onChangesDue();
        }
    }

    private record RefreshDue() implements Message {
        @Override
        public void reach(RoomPresence presence) {
            presence.onRefreshDue();
        }
    }

    private final RoomContext room;
    private final Presence presence;

    RoomPresence(RoomContext room) {
        this.room = room;
        this.presence = new Presence(room.chat(), room.members());
    }

    /** Members on all nodes. */
    long total() {
        return presence.total();
    }

    /** Users on all nodes with this one, who may be there already. */
    long usersWith(User user) {
        return presence.usersWith(user);
    }

    /** The names of the nodes with members: this one and the others that have not gone. */
    Set<String> nodes() {
        return presence.nodes();
    }

    /** Whether other nodes have members, or had by their last note. */
    boolean hasPeers() {
        return presence.hasPeers();
    }

    /** Whether the members are told names, and not only numbers. */
    boolean hasNames() {
        return presence.hasNames();
    }

    /** @param first whether the user has no other connection in the room on this node */
    void joined(User user, boolean first) {
        presence.joined(user, first);
        tellChanges();
    }

    void left(RoomMembers.Left left) {
        presence.left(left);
        tellChanges();
    }

    @Override
    public void subscribed() {
        presence.ask();
    }

    @Override
    public void lost() {
        presence.lost();
    }

    @Override
    public void resumed() {
        presence.resumed();
    }

    /** Some node of the cluster is gone or is back. */
    void nodesChanged() {
        presence.nodesChanged();
        tellChanges();
    }

    /** The room ends here, or restarts. */
    void end() {
        presence.leave();
    }

    private void onNoted(byte[] note) {
        presence.heard(note);
        tellChanges();
        if (presence.hasPeers() && !room.timers().isTimerActive(RefreshDue.class)) {
            room.timers()
                    .startTimerWithFixedDelay(RefreshDue.class, new RefreshDue(), Presence.REFRESH, Presence.REFRESH);
        }
    }

    private void onChangesDue() {
        presence.flush();
        startTimerIfChanged();
    }

    private void onRefreshDue() {
        presence.refresh();
        tellChanges();
        if (!presence.hasPeers()) {
            room.timers().cancel(RefreshDue.class);
        }
    }

    /** Tells what has changed, if anything has: now if that is due, otherwise later. */
    private void tellChanges() {
        if (!room.timers().isTimerActive(ChangesDue.class) && presence.changed()) {
            if (presence.untilDue().isZero()) {
                presence.flush();
            }
            startTimerIfChanged();
        }
    }

    private void startTimerIfChanged() {
        if (presence.changed()) {
            room.timers().startSingleTimer(ChangesDue.class, new ChangesDue(), presence.untilDue());
        }
    }
}
