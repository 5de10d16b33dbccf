package io.chatka.internal.actor;

import io.chatka.internal.actor.ChatRoomActor.Join;
import io.chatka.internal.broker.HistoryPage;
import io.chatka.internal.broker.HistoryQuery;
import io.chatka.internal.broker.Position;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.lane.Greeting;
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.internal.protocol.Frames;
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

    private final RoomContext room;
    private final Arrivals arrivals;
    private final Feed feed;
    private final RoomPresence presence;
    private final RoomVacancy vacancy;

    /** @param arrivals kept when the room's actor restarts */
    Entrance(RoomContext room, Arrivals arrivals, Feed feed, RoomPresence presence, RoomVacancy vacancy) {
        this.room = room;
        this.arrivals = arrivals;
        this.feed = feed;
        this.presence = presence;
        this.vacancy = vacancy;
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
            begin(join);
        } catch (Throwable fault) {
            FAULTS.report("a member could not be let into its room; its join is refused", fault);
            refuse(join, ErrorCode.INTERNAL);
            vacancy.beginIfEmpty();
        }
    }

    private void begin(Join join) {
        Position position = feed.position();
        if (arrivals.recovery().canHelp(join.since(), position)) {
            arrivals.recovery().add(join);
            read();
        } else if (position.equals(join.since())) {
            admit(join, Optional.of(List.of()));
        } else {
            admit(join, Optional.empty());
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
                answer(join, recovery.replay(join.since(), feed.position()));
            } catch (Throwable fault) {
                FAULTS.report("a member could not be let into its room again; its join is refused", fault);
                refuse(join, ErrorCode.INTERNAL);
            }
        }
    }

    private void answer(Join join, Optional<List<byte[]>> replay) {
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
        if (room.members().get(join.ref()) == null) {
            join.ref()
                    .tell(new UserActor.JoinFailed(
                            room.name(), join.id(), code, "the room cannot be entered now; try again"));
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
        // Runs on the lane, so that no reply to a later command overtakes the greeting.
        boolean first = room.members()
                .add(join, greeting(join, replay), () -> join.ref().tell(reply));
        presence.joined(join.user(), first);
    }

    private Greeting greeting(Join join, Optional<List<byte[]>> replay) {
        byte[] joined = Frames.joined(
                room.name(),
                feed.position(),
                replay.isPresent(),
                presence.total() + 1,
                presence.usersWith(join.user()));
        List<byte[]> last = new ArrayList<>(2);
        if (room.members().knowDegraded()) {
            last.add(Frames.roomDegraded(room.name(), true));
        }
        if (join.id() != null) {
            last.add(Frames.ok(join.id()));
        }
        return new Greeting(List.of(joined), replay.orElse(List.of()), last);
    }

    private void remove(ActorRef<UserActor.Command> ref, List<byte[]> lastFrames) {
        RoomMembers.Left left = room.members().remove(ref, lastFrames);
        if (left != null) {
            presence.left(left);
            vacancy.beginIfEmpty();
        }
    }
}
