package io.chatka.internal.actor;

import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Retires a room that has had neither members nor waiting joins for a time ({@link EmptyRooms}):
 * asks the supervisor to do it.
 */
final class RoomVacancy {

    /** The room may have been empty for long enough. */
    record IdleDue() implements ChatRoomActor.Command {}

    private final RoomContext room;
    private final Arrivals arrivals;
    private final EmptyRooms emptyRooms;
    private final ActorRef<ChatSupervisor.Command> supervisor;

    /** How long the room may stay empty; null while it is not empty. */
    private Duration limit;

    RoomVacancy(
            RoomContext room, Arrivals arrivals, EmptyRooms emptyRooms, ActorRef<ChatSupervisor.Command> supervisor) {
        this.room = room;
        this.arrivals = arrivals;
        this.emptyRooms = emptyRooms;
        this.supervisor = supervisor;
    }

    /** Begins the time if the room is empty now; returns whether it is. */
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
