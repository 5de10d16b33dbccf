package io.chatka.internal.actor;

import io.chatka.internal.actor.ChatRoomActor.Command;
import io.chatka.internal.actor.ChatRoomActor.Join;
import io.chatka.internal.broker.Position;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.lane.Greeting;
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.internal.protocol.Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * How one gets into a room that is subscribed: at once, with what was missed since the last time ({@link Recovery}), when the socket has
 * room for that, or not now. Each join gets one answer. Used by the room's actor only.
 *
 * <p>A join that waits for a read waits in {@link Recovery}; there are as many as there are connections at most, since each of them
 * waits for its answer.
 */
final class RoomAdmission {
    private static final FaultLog FAULTS = FaultLog.of(RoomAdmission.class);

    private final ActorContext<Command> context;
    private final RoomMembers members;
    private final RoomOrder order;
    private final Recovery recovery;
    private final HistoryReads past;
    private final Presence presence;
    private final PresenceSchedule presenceSchedule;

    RoomAdmission(
            ActorContext<Command> context,
            RoomMembers members,
            RoomOrder order,
            Recovery recovery,
            HistoryReads past,
            Presence presence,
            PresenceSchedule presenceSchedule) {
        this.context = context;
        this.members = members;
        this.order = order;
        this.recovery = recovery;
        this.past = past;
        this.presence = presence;
        this.presenceSchedule = presenceSchedule;
    }

    /** Lets somebody in: now, or when it was read what is missing. */
    void begin(Join join) {
        Position position = order.position();
        if (recovery.canHelp(join.since(), position)) {
            recovery.add(join);
            past.recover();
        } else if (position.equals(join.since())) {
            admit(join, Optional.of(List.of()));
        } else {
            admit(join, Optional.empty());
        }
    }

    /** What was missing was read, or could not be: lets those in whom the read was for, or refuses them. */
    void recovered(ChatRoomActor.Recovered recovered) {
        if (recovered.failure() != null) {
            ErrorCode code = BrokerFailures.code(recovered.failure());
            recovery.failed(recovered.number()).forEach(join -> refuse(join, code));
            return;
        }
        if (recovery.findsEpoch(recovered.number(), recovered.page(), order.position())) {
            order.resume(recovered.page().top());
        }
        order.offer(recovered.page());
        for (Join join : recovery.ended(recovered.number(), recovered.page(), order.position())) {
            try {
                answer(join, recovery.replay(join.since(), order.position()));
            } catch (Throwable fault) {
                FAULTS.report("a member could not be let into its room again; its join is refused", fault);
                refuse(join, ErrorCode.INTERNAL);
            }
        }
    }

    private void answer(Join join, Optional<List<byte[]>> replay) {
        long bytes = replay.map(RoomAdmission::bytes).orElse(0L);
        if (bytes <= join.mostReplay()) {
            admit(join, replay);
        } else {
            join.ref().tell(new UserActor.ReplayTooLarge(members.room(), bytes));
        }
    }

    private static long bytes(List<byte[]> texts) {
        return texts.stream().mapToLong(text -> text.length).sum();
    }

    /** Says that it did not work and may be tried again; nothing to one that is in. */
    void refuse(Join join, ErrorCode code) {
        if (members.get(join.ref()) != null) {
            return;
        }
        join.ref()
                .tell(new UserActor.JoinFailed(
                        members.room(), join.id(), code, "the room cannot be entered now; try again"));
    }

    /** @param replay what the member has missed, all of it; empty if that is not known */
    private void admit(Join join, Optional<List<byte[]>> replay) {
        UserActor.Joined reply = new UserActor.Joined(members.room(), context.getSelf());
        if (members.get(join.ref()) != null) {
            join.ref().tell(reply);
            return;
        }
        context.watchWith(join.ref(), new ChatRoomActor.UserStopped(join.ref()));
        // Told from the lane, so that no reply to a later command overtakes the greeting.
        members.add(join, greeting(join, replay), () -> join.ref().tell(reply));
        presence.joined(join.user());
        presenceSchedule.changed();
    }

    private Greeting greeting(Join join, Optional<List<byte[]>> replay) {
        byte[] joined = Frames.joined(members.room(), order.position(), replay.isPresent(), presence.total() + 1);
        List<byte[]> last = new ArrayList<>(2);
        if (members.knowDegraded()) {
            last.add(Frames.roomDegraded(members.room(), true));
        }
        if (join.id() != null) {
            last.add(Frames.ok(join.id()));
        }
        return new Greeting(List.of(joined), replay.orElse(List.of()), last);
    }
}
