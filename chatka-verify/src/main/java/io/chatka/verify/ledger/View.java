package io.chatka.verify.ledger;

import java.util.HashSet;
import java.util.Set;

/**
 * One client's view of one room. It is owed every message from the place of its {@code joined} on (from {@code since} on,
 * if that was recovered) for as long as it is a member, except those that a gap names.
 */
final class View {
    final int client;
    final RoomLog room;
    private final Set<String> left = new HashSet<>();

    boolean member;
    boolean degraded;
    String epoch;
    /** The last seq that came or was accounted for. */
    long last;
    /** Up to here it is a replay that recovered:true has promised. */
    long replayTo;

    View(int client, RoomLog room) {
        this.client = client;
        this.room = room;
    }

    void enter(String newEpoch, long seq) {
        if (epoch != null && !epoch.equals(newEpoch)) {
            left.add(epoch);
        }
        epoch = newEpoch;
        last = seq;
        replayTo = 0;
    }

    /** Whether this epoch was over for this client before. */
    boolean wasOver(String other) {
        return left.contains(other) && !other.equals(epoch);
    }

    boolean replaying() {
        return last < replayTo;
    }

    boolean converged() {
        return !degraded && epoch.equals(room.current()) && last >= room.top();
    }
}
