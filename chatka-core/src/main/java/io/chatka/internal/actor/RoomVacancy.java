package io.chatka.internal.actor;

import io.chatka.internal.actor.ChatRoomActor.Command;
import io.chatka.internal.actor.ChatRoomActor.IdleDue;
import java.time.Duration;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** Whether nobody is in a room or on the way into it, and for how long that may be so ({@link EmptyRooms}). Used by the room's actor only. */
final class RoomVacancy {
    private final RoomMembers members;
    private final Recovery recovery;
    private final EmptyRooms emptyRooms;
    private final TimerScheduler<Command> timers;

    /** How long the room may stay empty, as long as it is; null while somebody is in it. */
    private Duration mayLast;

    RoomVacancy(RoomMembers members, Recovery recovery, EmptyRooms emptyRooms, TimerScheduler<Command> timers) {
        this.members = members;
        this.recovery = recovery;
        this.emptyRooms = emptyRooms;
        this.timers = timers;
    }

    boolean isEmpty() {
        return members.isEmpty() && recovery.isIdle();
    }

    /** Somebody may have been the last one: if so, {@link IdleDue} is due when it has lasted long enough. */
    void beginIfEmpty() {
        if (isEmpty()) {
            if (mayLast == null) {
                mayLast = emptyRooms.add();
            }
            timers.startSingleTimer(IdleDue.class, new IdleDue(), mayLast);
        }
    }

    /** Somebody comes. */
    void end() {
        timers.cancel(IdleDue.class);
        countOut();
    }

    /** The room itself ends, and its timers with it. */
    void countOut() {
        if (mayLast != null) {
            emptyRooms.remove();
            mayLast = null;
        }
    }
}
