package io.chatka.verify.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One client's view of one room. It is owed every message from the place of its {@code joined} on
 * (from {@code since} on, if that was recovered) for as long as it is a member, except those that a
 * gap names.
 */
final class View {
    final int client;
    final RoomLog room;
    private final Set<String> left = new HashSet<>();
    /** Keys of what it received since the last conclusion. */
    final Set<String> received = new HashSet<>();
    /** Where epochs begin, as the server said since the last conclusion. */
    final Map<String, Event.NewEpoch> begun = new HashMap<>();

    private final List<Skipped> skipped = new ArrayList<>();

    /** When the membership began that it is in; one that was recovered goes on. */
    long owedSince;

    boolean member;
    boolean degraded;
    String epoch;
    /** The last seq that arrived or was accounted for. */
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

    /** The server announced a gap in the present epoch. */
    void skip(long from, long to) {
        skipped.add(new Skipped(epoch, from, to));
    }

    /** Whether a gap has named that place since the last conclusion. */
    boolean skipped(Place place) {
        return skipped.stream()
                .anyMatch(gap -> gap.epoch.equals(place.epoch()) && gap.from <= place.seq() && place.seq() <= gap.to);
    }

    /** Forgets checked messages, except those that are not acked yet. */
    void concluded(Set<String> waiting) {
        received.retainAll(waiting);
        begun.clear();
        skipped.clear();
    }

    private record Skipped(String epoch, long from, long to) {}

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
