package io.chatka.internal.actor;

import io.chatka.internal.actor.ChatRoomActor.Join;
import io.chatka.internal.broker.HistoryPage;
import io.chatka.internal.broker.HistoryQuery;
import io.chatka.internal.broker.Position;
import io.chatka.internal.broker.Rank;
import io.chatka.internal.broker.Sanction;
import io.chatka.internal.broker.Standing;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.fault.Stages;
import io.chatka.internal.lane.Greeting;
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.internal.protocol.Frames;
import io.chatka.internal.protocol.MessageFrames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Lets clients into a room and out of it. A join waits until the room is subscribed, and until the
 * messages that the client has missed have been read ({@link Recovery}). Each join gets one answer:
 * the client is a member, is refused, or has to ask again when its socket has room for the replay.
 */
final class Entrance implements Feed.Follower {
    private static final FaultLog FAULTS = FaultLog.of(Entrance.class);

    /** A client whose connection broke may return to a closed room for this long. */
    private static final Duration RETURN_TO_CLOSED = Duration.ofMinutes(5);

    private static final Refusal CLOSED = Refusal.of(ErrorCode.CLOSED, "the room is closed; only moderators may join");

    sealed interface Message extends ChatRoomActor.Command {
        void reach(Entrance entrance);
    }

    private record UserStopped(ActorRef<UserActor.Command> ref) implements Message {
        @Override
        public void reach(Entrance entrance) {
            entrance.remove(ref, List.of());
        }
    }

    private record ReadDue() implements Message {
        @Override
        public void reach(Entrance entrance) {
            entrance.read();
        }
    }

    /** The end of a read for joins; either page or failure is null. */
    private record ReadEnded(int number, HistoryPage page, Throwable failure) implements Message {
        @Override
        public void reach(Entrance entrance) {
            entrance.onReadEnded(this);
        }
    }

    /**
     * The end of a look-up of sanctions; either standing or failure is null.
     *
     * @param bans that the room had heard of when it began
     */
    private record StandingFound(Join join, long bans, Standing standing, Throwable failure) implements Message {
        @Override
        public void reach(Entrance entrance) {
            entrance.onStandingFound(this);
        }
    }

    /**
     * Those who wait to get in, and what happens when nobody does.
     *
     * @param arrivals kept when the room's actor restarts
     */
    record Waiting(Arrivals arrivals, RoomVacancy vacancy) {}

    private final RoomContext room;
    private final Arrivals arrivals;
    private final RoomVacancy vacancy;
    private final Feed feed;
    private final RoomRules rules;
    private final RoomPresence presence;

    Entrance(RoomContext room, Waiting waiting, Feed feed, RoomRules rules, RoomPresence presence) {
        this.room = room;
        this.arrivals = waiting.arrivals;
        this.vacancy = waiting.vacancy;
        this.feed = feed;
        this.rules = rules;
        this.presence = presence;
    }

    void join(Join join) {
        arrivals.count();
        if (feed.isSubscribed()) {
            letIn(join);
        } else {
            arrivals.add(join);
            feed.subscribe();
        }
    }

    void leave(ChatRoomActor.Leave leave) {
        room.actor().unwatch(leave.ref());
        remove(leave.ref(), leave.id() == null ? List.of() : List.of(Frames.ok(leave.id())));
    }

    /** Removes members, each with this frame as its last one. */
    void expel(List<ActorRef<UserActor.Command>> members, byte[] lastFrame) {
        for (ActorRef<UserActor.Command> ref : members) {
            room.actor().unwatch(ref);
            remove(ref, List.of(lastFrame));
            ref.tell(new UserActor.Expelled(room.name()));
        }
    }

    /** The user is banned: its joins that wait for missed messages are looked up again. */
    void lookUpAgain(String user) {
        arrivals.recovery().takeOf(user).forEach(join -> letIn(join.with(null)));
    }

    @Override
    public void subscribed() {
        arrivals.takeAll().forEach(this::letIn);
        vacancy.beginIfEmpty();
    }

    @Override
    public void subscribeFailed(ErrorCode code) {
        arrivals.takeWaiting().forEach(join -> refuse(join, code));
        if (!vacancy.beginIfEmpty()) {
            feed.subscribeLater();
        }
    }

    /** A fault in one join does not keep the others from their answers. */
    private void letIn(Join join) {
        try {
            vacancy.end();
            if (rules.state().sanctions() && join.standing() == null) {
                lookUp(join);
            } else {
                begin(join);
            }
        } catch (Throwable fault) {
            FAULTS.report("a member could not be let into its room; its join is refused", fault);
            refuse(join, ErrorCode.INTERNAL);
            vacancy.beginIfEmpty();
        }
    }

    private void lookUp(Join join) {
        arrivals.lookUp(join);
        long bans = rules.bans();
        Stages.begin(() -> room.chat()
                        .broker()
                        .rooms()
                        .standing(room.name(), join.user().id()))
                .whenComplete((standing, failure) -> room.tellSelf(new StandingFound(join, bans, standing, failure)));
    }

    /** After a restart, the join is looked up anew, and an answer from before is ignored. */
    private void onStandingFound(StandingFound found) {
        if (!arrivals.takeLookedUp(found.join)) {
            return;
        }
        if (found.failure != null) {
            refuse(found.join, BrokerFailures.code(found.failure));
            vacancy.beginIfEmpty();
        } else if (rules.isBannedSince(found.join.user().id(), found.bans)) {
            lookUp(found.join);
        } else {
            letIn(found.join.with(found.standing));
        }
    }

    private void begin(Join join) {
        Refusal refusal = refusalNow(join);
        if (refusal != null) {
            refuse(join, refusal);
            vacancy.beginIfEmpty();
            return;
        }
        Position position = feed.position();
        if (arrivals.recovery().canHelp(join.since(), position)) {
            arrivals.recovery().add(join);
            read();
        } else if (position.equals(join.since())) {
            answer(join, Optional.of(List.of()));
        } else {
            answer(join, Optional.empty());
        }
    }

    /**
     * Begins a read if joins wait for one, or waits until the pause after the last read is over.
     */
    private void read() {
        try {
            readIfDue();
        } catch (Throwable fault) {
            FAULTS.report("missed messages could not be read; the joins that wait for them are refused", fault);
            arrivals.recovery().takeAll().forEach(join -> refuse(join, ErrorCode.INTERNAL));
        }
    }

    private void readIfDue() {
        Recovery recovery = arrivals.recovery();
        long now = room.chat().nanoTime().getAsLong();
        long wait = recovery.untilDue(now);
        if (wait == 0) {
            HistoryQuery query = recovery.begin(now, feed.position());
            int number = recovery.reading();
            room.readHistory(query)
                    .whenComplete((page, failure) -> room.tellSelf(new ReadEnded(number, page, failure)));
        } else if (wait > 0 && !room.timers().isTimerActive(ReadDue.class)) {
            room.timers().startSingleTimer(ReadDue.class, new ReadDue(), Duration.ofNanos(wait));
        }
    }

    private void onReadEnded(ReadEnded ended) {
        if (ended.failure == null) {
            answerAfter(ended);
        } else {
            ErrorCode code = BrokerFailures.code(ended.failure);
            arrivals.recovery().failed(ended.number).forEach(join -> refuse(join, code));
        }
        vacancy.beginIfEmpty();
        read();
    }

    private void answerAfter(ReadEnded ended) {
        Recovery recovery = arrivals.recovery();
        feed.found(ended.page, recovery.findsEpoch(ended.number, ended.page, feed.position()));
        for (Join join : recovery.ended(ended.number, ended.page, feed.position())) {
            try {
                answer(join, recovery.replay(join.since(), feed.position(), Viewer.of(join)));
            } catch (Throwable fault) {
                FAULTS.report("a member could not be let into its room again; its join is refused", fault);
                refuse(join, ErrorCode.INTERNAL);
            }
        }
        recovery.answered();
    }

    /** Why the user may not enter, as far as that is known before its missed messages are read. */
    private Refusal refusalNow(Join join) {
        Sanction ban = join.standing() == null ? null : join.standing().ban();
        if (ban != null && ban.by().binds(join.rights().rank()) && !ban.isOver(System.currentTimeMillis())) {
            return Refusal.banned(ban.until(), ban.reason());
        }
        Sanction everywhere = room.chat().sanctions().ban(join.user().id());
        if (everywhere != null && everywhere.by().binds(join.rights().rank())) {
            return Refusal.everywhere(everywhere);
        }
        boolean wasHere = join.since() != null
                && join.since().epoch().equals(feed.position().epoch());
        return isClosedTo(join) && !wasHere ? CLOSED : null;
    }

    private boolean isClosedTo(Join join) {
        return rules.state().isClosed() && join.rights().rank().compareTo(Rank.MODERATOR) < 0;
    }

    /** Whether the client was in the room a short while ago: when the first message that it missed came. */
    private static boolean wasHereLately(Optional<List<byte[]>> replay) {
        return replay.isPresent()
                && (replay.get().isEmpty()
                        || MessageFrames.at(replay.get().get(0))
                                >= System.currentTimeMillis() - RETURN_TO_CLOSED.toMillis());
    }

    private void answer(Join join, Optional<List<byte[]>> replay) {
        if (isClosedTo(join) && !wasHereLately(replay)) {
            refuse(join, CLOSED);
            return;
        }
        long bytes = replay.map(Entrance::bytes).orElse(0L);
        if (bytes <= join.mostReplay()) {
            admit(join, replay);
        } else {
            join.ref().tell(new UserActor.ReplayTooLarge(room.name(), bytes));
        }
    }

    private static long bytes(List<byte[]> texts) {
        return texts.stream().mapToLong(text -> text.length).sum();
    }

    /** Tells the client to try again, unless it is a member already. */
    private void refuse(Join join, ErrorCode code) {
        refuse(join, Refusal.of(code, "the room cannot be entered now; try again"));
    }

    private void refuse(Join join, Refusal refusal) {
        if (room.members().get(join.ref()) == null) {
            join.ref().tell(new UserActor.JoinFailed(room.name(), join.id(), refusal));
        }
    }

    /** @param replay all events that the client has missed; empty if there can be no replay */
    private void admit(Join join, Optional<List<byte[]>> replay) {
        UserActor.Joined reply = new UserActor.Joined(room.name(), room.actor().getSelf());
        if (room.members().get(join.ref()) != null) {
            join.ref().tell(reply);
            return;
        }
        room.actor().watchWith(join.ref(), new UserStopped(join.ref()));
        if (join.since() != null) {
            room.chat().meter().recovered(replay.isPresent());
        }
        // Runs on the lane, so that no reply to a later command overtakes the greeting.
        Sanction mute = mute(join);
        boolean first = room.members()
                .add(join, greeting(join, replay, mute), () -> join.ref().tell(reply));
        if (mute != null) {
            room.members().toldMuted(join.ref());
        }
        presence.joined(join.user(), first);
    }

    private Greeting greeting(Join join, Optional<List<byte[]>> replay, Sanction mute) {
        Frames.You you =
                new Frames.You(join.rights().role(join.user()), join.rights().grants(), mute);
        Frames.Count count = new Frames.Count(presence.total() + 1, presence.usersWith(join.user()));
        byte[] joined = Frames.joined(room.name(), feed.position(), replay.isPresent(), count, rules.json(), you);
        List<byte[]> last = new ArrayList<>(2);
        if (room.members().knowDegraded()) {
            last.add(Frames.roomDegraded(room.name(), true));
        }
        if (join.id() != null) {
            last.add(Frames.ok(join.id()));
        }
        return new Greeting(List.of(joined), replay.orElse(List.of()), last);
    }

    /** The mute that binds the user and that it may notice; otherwise null. */
    private Sanction mute(Join join) {
        Sanction here = join.standing() == null ? null : join.standing().mute();
        return isTold(join, here)
                ? here
                : Optional.ofNullable(room.chat().sanctions().mute(join.user().id()))
                        .filter(everywhere -> isTold(join, everywhere))
                        .orElse(null);
    }

    private static boolean isTold(Join join, Sanction mute) {
        return mute != null
                && mute.kind() == Sanction.Kind.MUTE
                && mute.by().binds(join.rights().rank());
    }

    private void remove(ActorRef<UserActor.Command> ref, List<byte[]> lastFrames) {
        RoomMembers.Left left = room.members().remove(ref, lastFrames);
        if (left != null) {
            presence.left(left);
            vacancy.beginIfEmpty();
        }
    }
}
