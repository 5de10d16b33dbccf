package io.chatka.internal.actor;

import io.chatka.api.User;
import io.chatka.internal.broker.NoteListener;
import io.chatka.internal.broker.Topic;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.protocol.ErrorCode;

/**
 * The timers and messages of a room's {@link Presence}. Changes gather for as long as it wants, and
 * nodes that know of each other repeat their counts every {@link Presence#REFRESH}.
 */
final class RoomPresence implements Feed.Follower {
    private static final FaultLog FAULTS = FaultLog.of(RoomPresence.class);

    sealed interface Message extends ChatRoomActor.Command {
        void reach(RoomPresence presence);
    }

    /** A note of a node, this one included. */
    private record Noted(byte[] note) implements Message {
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
    private final NoteListener listener;

    RoomPresence(RoomContext room) {
        this.room = room;
        this.presence = new Presence(room.chat(), room.members());
        this.listener = note -> room.tellSelf(new Noted(note));
    }

    /** Members on all nodes. */
    long total() {
        return presence.total();
    }

    /** Users on all nodes with this one, who may be there already. */
    long usersWith(User user) {
        return presence.usersWith(user);
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

    /**
     * Listens before the room is subscribed, so that the answers to {@link Presence#ask} are heard.
     */
    @Override
    public void subscribing() {
        room.chat().broker().nodes().subscribe(Topic.presence(room.name()), listener);
    }

    @Override
    public void subscribeFailed(ErrorCode code) {
        FAULTS.attempt("a room's notes could not be unsubscribed", this::unsubscribe);
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
        unsubscribe();
    }

    private void unsubscribe() {
        room.chat().broker().nodes().unsubscribe(Topic.presence(room.name()), listener);
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
