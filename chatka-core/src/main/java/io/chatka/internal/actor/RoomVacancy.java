package io.chatka.internal.actor;

import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Whether a room has neither members nor joins that wait, and for how long it may stay so ({@link
 * EmptyRooms}). After that time the supervisor is asked to retire it.
 */
final class RoomVacancy {

    /** The room may have been empty for long enough. */
    record IdleDue() implements ChatRoomActor.Command {}

    private final RoomContext room;
    private final Arrivals arrivals;
    private final EmptyRooms emptyRooms;
    private final ActorRef<ChatSupervisor.Command> supervisor;

    /** How long the room may stay empty; null while it is not. */
    private Duration limit;

    RoomVacancy(
            RoomContext room, Arrivals arrivals, EmptyRooms emptyRooms, ActorRef<ChatSupervisor.Command> supervisor) {
        this.room = room;
        this.arrivals = arrivals;
        this.emptyRooms = emptyRooms;
        this.supervisor = supervisor;
    }

    /** The time begins if the room is empty now; returns whether it is. */
    boolean beginIfEmpty() {
        if (!isEmpty()) {
            return false;
        }
        if (limit == null) {
            limit = emptyRooms.add();
        }
        room.timers().startSingleTimer(IdleDue.class, new IdleDue(), limit);
        return true;
    }

    /** Somebody joins. */
    void end() {
        room.timers().cancel(IdleDue.class);
        countOut();
    }

    void onIdleDue() {
        if (isEmpty()) {
            supervisor.tell(
                    new ChatSupervisor.RoomIdle(room.name(), room.actor().getSelf(), arrivals.joins()));
        }
    }

    /** The room ends here, or restarts; its timers end with it. */
    void countOut() {
        if (limit != null) {
            emptyRooms.remove();
            limit = null;
        }
    }

    private boolean isEmpty() {
        return room.members().isEmpty() && arrivals.isEmpty();
    }
}
