package io.chatka.internal.actor;

import io.chatka.internal.broker.Rank;
import io.chatka.internal.broker.RoomChange;
import io.chatka.internal.broker.RoomState;
import io.chatka.internal.broker.Sanction;
import io.chatka.internal.broker.Standing;
import io.chatka.internal.broker.StateChange;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.fault.Stages;
import io.chatka.internal.protocol.LeftCode;
import io.chatka.internal.protocol.ModerationFrames;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Queue;

/**
 * What moderators have set in the room, as this node knows it: tells the members what changes, and
 * removes those who are kicked or banned.
 *
 * <p>The broker tells each change, but one may be lost. Every position that the broker gives has the
 * version of the state, so this part notices, reads the state again, and looks up the sanctions of
 * the room's local members, some at a time. What the members say is checked by the broker.
 */
final class RoomRules {
    private static final FaultLog FAULTS = FaultLog.of(RoomRules.class);

    /** Look-ups of sanctions under way after a change was lost. */
    private static final int LOOK_UPS = 16;

    /** Users that were banned while look-ups of their sanctions may have been under way. */
    private static final int RECENT_BANS = 1_000;

    sealed interface Message extends ChatRoomActor.Command {
        void reach(RoomRules rules);
    }

    record Changed(RoomChange change) implements Message {
        @Override
        public void reach(RoomRules rules) {
            rules.onChanged(change);
        }
    }

    /** The end of a read of the state; either state or failure is null. */
    private record StateRead(RoomState state, Throwable failure) implements Message {
        @Override
        public void reach(RoomRules rules) {
            rules.onStateRead(this);
        }
    }

    /** The end of a look-up after a change was lost; standing is null if it failed. */
    private record LookedUp(String user, Standing standing) implements Message {
        @Override
        public void reach(RoomRules rules) {
            rules.onLookedUp(this);
        }
    }

    /** Removes members. */
    interface Expeller {
        /** Removes the user's connections from the room, as far as the rank binds them. */
        void expel(String user, Rank by, LeftCode code, String reason);
    }

    private final RoomContext room;
    private final Expeller expeller;
    private RoomState state = RoomState.OPEN;
    private String json = ModerationFrames.roomState(RoomState.OPEN);
    private boolean reading;
    private final Queue<String> toLookUp = new ArrayDeque<>(0);
    private int lookingUp;
    /** Bans that this room has heard of. */
    private long bans;

    /** User to the number of its newest ban. */
    private final Map<String, Long> recentBans = new LinkedHashMap<>(0) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > RECENT_BANS;
        }
    };

    RoomRules(RoomContext room, Expeller expeller) {
        this.room = room;
        this.expeller = expeller;
    }

    RoomState state() {
        return state;
    }

    /** The state as JSON, for {@code joined}. */
    String json() {
        return json;
    }

    /** The room is subscribed. Members of before a restart hear what has changed meanwhile. */
    void begin(RoomState now) {
        adopt(now);
        lookUpMembers();
    }

    /** The broker says that the room's state has this version. */
    void saw(long version) {
        if (version == state.version() || reading) {
            return;
        }
        reading = true;
        Stages.begin(() -> room.chat().broker().rooms().state(room.name()))
                .whenComplete((read, failure) -> room.tellSelf(new StateRead(read, failure)));
    }

    /** How many bans this room has heard of, for {@link #isBannedSince}. */
    long bans() {
        return bans;
    }

    /**
     * Whether the room has heard of a ban of the user since {@link #bans} had this value. A look-up
     * that began before that ban may have missed it. The ban may have ended since: only another
     * look-up tells.
     */
    boolean isBannedSince(String user, long number) {
        return recentBans.getOrDefault(user, 0L) > number;
    }

    private void onStateRead(StateRead read) {
        reading = false;
        // The next position from the broker tries again.
        if (read.failure == null && read.state.version() != state.version()) {
            adopt(read.state);
            lookUpMembers();
        }
    }

    private void onChanged(RoomChange changed) {
        long version = changed.state().version();
        if (version <= state.version()) {
            // Read already, together with the sanctions. Or the broker has lost its data: its next position tells.
            return;
        }
        boolean lost = version != state.version() + 1;
        adopt(changed.state());
        apply(changed.change());
        if (lost) {
            lookUpMembers();
        }
    }

    private void adopt(RoomState now) {
        RoomState before = state;
        state = now;
        json = ModerationFrames.roomState(now);
        room.members().stateChanged(now);
        byte[] news = ModerationFrames.roomChanged(room.name(), before, now);
        if (news != null) {
            room.members().tellEverybody(news);
        }
    }

    private void apply(StateChange change) {
        if (change instanceof StateChange.Impose impose) {
            impose(impose.sanction());
        } else if (change instanceof StateChange.Lift lift) {
            lift(lift);
        } else if (change instanceof StateChange.Kick kick) {
            expeller.expel(kick.user(), kick.by(), LeftCode.KICKED, kick.reason());
        }
    }

    private void impose(Sanction sanction) {
        switch (sanction.kind()) {
            case BAN -> {
                recentBans.remove(sanction.user());
                recentBans.put(sanction.user(), ++bans);
                expeller.expel(sanction.user(), sanction.by(), LeftCode.BANNED, sanction.reason());
            }
            case MUTE ->
                room.members()
                        .tellMuted(
                                sanction.user(),
                                sanction.by(),
                                ModerationFrames.roomMuted(room.name(), sanction.until(), sanction.reason()));
            case SHADOW_MUTE ->
                // The user must not notice. It takes the place of a mute, and seems to end it.
                room.members().tellUnmuted(sanction.user(), ModerationFrames.roomUnmuted(room.name()));
        }
    }

    private void lift(StateChange.Lift lift) {
        if (lift.kind() != Sanction.Kind.BAN) {
            room.members().tellUnmuted(lift.user(), ModerationFrames.roomUnmuted(room.name()));
        }
    }

    private void lookUpMembers() {
        toLookUp.clear();
        if (state.sanctions()) {
            toLookUp.addAll(new LinkedHashSet<>(room.members().userIds()));
            lookUpNext();
        }
    }

    private void lookUpNext() {
        while (lookingUp < LOOK_UPS && !toLookUp.isEmpty()) {
            String user = toLookUp.remove();
            lookingUp++;
            Stages.begin(() -> room.chat().broker().rooms().standing(room.name(), user))
                    .whenComplete((standing, failure) -> room.tellSelf(new LookedUp(user, standing)));
        }
    }

    private void onLookedUp(LookedUp found) {
        lookingUp = Math.max(0, lookingUp - 1);
        if (found.standing != null && found.standing.ban() != null) {
            Sanction ban = found.standing.ban();
            FAULTS.attempt(
                    "a banned user could not be removed from its room",
                    () -> expeller.expel(ban.user(), ban.by(), LeftCode.BANNED, ban.reason()));
        }
        lookUpNext();
    }
}
