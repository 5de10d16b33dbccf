package io.chatka.internal.actor;

import io.chatka.api.User;
import io.chatka.internal.broker.Rank;
import io.chatka.internal.broker.RoomState;
import io.chatka.internal.broker.Sanction;
import io.chatka.internal.broker.Topic;
import io.chatka.internal.config.Rate;
import io.chatka.internal.fault.Stages;
import io.chatka.internal.protocol.Frames;
import io.chatka.internal.protocol.TypingNote;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Tells the members of a room who is typing, on all nodes: each user once in {@link #EVERY}, and in
 * all at most {@link #TOLD}, so that the cost does not grow with the room. Rooms whose presence has
 * no names tell nothing.
 */
final class RoomTyping {
    /** A user who keeps typing is told again after this time. */
    static final Duration EVERY = Duration.ofSeconds(3);

    /** What a member is told at most, whoever types. */
    static final Rate TOLD = new Rate(5, Duration.ofSeconds(1));

    /** Bounds {@link #toldAt}. */
    private static final int MOST_USERS = 1000;

    sealed interface Message extends ChatRoomActor.Command {
        void reach(RoomTyping typing);
    }

    /** A note of a node, this one included. */
    record Noted(byte[] note) implements Message {
        @Override
        public void reach(RoomTyping typing) {
            typing.onNoted(note);
        }
    }

    /** A member that types is not muted. */
    private record MayTell(ActorRef<UserActor.Command> ref) implements Message {
        @Override
        public void reach(RoomTyping typing) {
            typing.tellIfMember(ref);
        }
    }

    private final RoomContext room;
    private final RoomPresence presence;
    private final RoomRules rules;
    private final Map<String, Long> toldAt = new HashMap<>();
    private final RateLimit told;

    RoomTyping(RoomContext room, RoomPresence presence, RoomRules rules) {
        this.room = room;
        this.presence = presence;
        this.rules = rules;
        this.told = new RateLimit(TOLD, now());
    }

    private long now() {
        return room.chat().nanoTime().getAsLong();
    }

    /** A member types. Nobody is told of one that may not say anything. */
    void typing(ActorRef<UserActor.Command> ref) {
        RoomMembers.Entry member = room.members().get(ref);
        if (member == null
                || room.chat().sanctions().mute(member.user().id()) != null
                || !maySay(member.rights().rank())
                || !mayTell(member.user())) {
            return;
        }
        if (!rules.state().sanctions()) {
            tellEverywhere(member);
            return;
        }
        Stages.begin(() -> room.chat()
                        .broker()
                        .rooms()
                        .standing(room.name(), member.user().id()))
                .thenAccept(standing -> {
                    Sanction mute = standing.mute();
                    if (mute == null || member.rights().rank().compareTo(mute.by()) >= 0) {
                        room.tellSelf(new MayTell(ref));
                    }
                });
    }

    private boolean maySay(Rank rank) {
        RoomState state = rules.state();
        return rank.compareTo(Rank.MODERATOR) >= 0 || rank.compareTo(state.speak()) >= 0 && !state.isClosed();
    }

    private void tellIfMember(ActorRef<UserActor.Command> ref) {
        RoomMembers.Entry member = room.members().get(ref);
        if (member != null) {
            tellEverywhere(member);
        }
    }

    private void tellEverywhere(RoomMembers.Entry member) {
        User user = member.user();
        User shown = new User(user.id(), user.name(), member.rights().role(user));
        boolean lookalike = room.members().isLookalike(member);
        if (presence.hasPeers()) {
            TypingNote note = new TypingNote(room.chat().node(), shown, lookalike);
            room.chat().broker().nodes().send(Topic.presence(room.name()), note.encode());
        }
        tell(shown, lookalike);
    }

    /** Somebody may type on another node. */
    private void onNoted(byte[] bytes) {
        TypingNote note = TypingNote.decode(bytes).orElse(null);
        if (note != null && !note.node().equals(room.chat().node()) && mayTell(note.user())) {
            tell(note.user(), note.lookalike());
        }
    }

    private boolean mayTell(User user) {
        if (!presence.hasNames()) {
            return false;
        }
        long now = now();
        Long last = toldAt.get(user.id());
        if (last != null && now - last < EVERY.toNanos()) {
            return false;
        }
        if (toldAt.size() >= MOST_USERS) {
            toldAt.values().removeIf(at -> now - at >= EVERY.toNanos());
        }
        if (toldAt.size() >= MOST_USERS || told.take(now) > 0) {
            return false;
        }
        toldAt.put(user.id(), now);
        return true;
    }

    private void tell(User user, boolean lookalike) {
        room.members().tellOthers(user.id(), Frames.typing(room.name(), user, user.role(), lookalike));
    }
}
