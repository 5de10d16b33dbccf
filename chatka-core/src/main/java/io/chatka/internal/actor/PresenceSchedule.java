package io.chatka.internal.actor;

import io.chatka.internal.actor.ChatRoomActor.PresenceDue;
import io.chatka.internal.actor.ChatRoomActor.PresenceRefreshDue;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** When a room's presence is told: changes gather for as long as {@link Presence} wants, nodes that know of each other tell it now and then. */
final class PresenceSchedule {
    private final Presence presence;
    private final TimerScheduler<ChatRoomActor.Command> timers;

    PresenceSchedule(Presence presence, TimerScheduler<ChatRoomActor.Command> timers) {
        this.presence = presence;
        this.timers = timers;
    }

    /** Somebody may have come or gone. */
    void changed() {
        if (!timers.isTimerActive(PresenceDue.class) && presence.changed()) {
            if (presence.untilDue().isZero()) {
                presence.flush();
            }
            again();
        }
    }

    void due() {
        presence.flush();
        again();
    }

    /** Something may have to be told later. */
    private void again() {
        if (presence.changed()) {
            timers.startSingleTimer(PresenceDue.class, new PresenceDue(), presence.untilDue());
        }
    }

    /** Another node has told something. */
    void heard(byte[] note) {
        presence.heard(note);
        changed();
        if (presence.hasPeers() && !timers.isTimerActive(PresenceRefreshDue.class)) {
            timers.startTimerWithFixedDelay(
                    PresenceRefreshDue.class, new PresenceRefreshDue(), Presence.REFRESH, Presence.REFRESH);
        }
    }

    /** Some node of the cluster is gone or is back. */
    void nodesChanged() {
        presence.nodesChanged();
        changed();
    }

    void refreshDue() {
        presence.refresh();
        changed();
        if (!presence.hasPeers()) {
            timers.cancel(PresenceRefreshDue.class);
        }
    }
}
