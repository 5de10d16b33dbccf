package io.chatka.verify.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

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

    /** Seqs of the present epoch at which it received a text. */
    final SeqSet texts = new SeqSet();
    /** Seqs of the present epoch at which it received a tombstone. */
    final SeqSet tombstones = new SeqSet();
    /** Seqs of the present epoch whose text it knows to be deleted. */
    final SeqSet deleted = new SeqSet();
    /** Seqs of texts that it has seen, that are deleted, and of which it does not know that. */
    private final NavigableSet<Long> unlearned = new TreeSet<>();

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
            forget();
        }
        epoch = newEpoch;
        last = seq;
        replayTo = 0;
    }

    /** Drops what the client has seen: later events do not continue it. */
    void forget() {
        texts.clear();
        tombstones.clear();
        deleted.clear();
        unlearned.clear();
    }

    /** A text of the present epoch is gone; the client has to learn that if it has seen the text. */
    void gone(long seq) {
        if (texts.contains(seq) && !deleted.contains(seq)) {
            unlearned.add(seq);
        }
    }

    /** Returns whether the client has seen that text, and did not know yet that it is deleted. */
    boolean learn(long seq) {
        boolean news = texts.contains(seq) && !deleted.contains(seq);
        deleted.add(seq);
        unlearned.remove(seq);
        return news;
    }

    /** The first text of which it has to learn that it is deleted; 0 if there is none. */
    long unlearned() {
        for (long seq : unlearned) {
            Long told = room.era(epoch, 0).toldAt.get(seq);
            // What a gap left out is owed no more than a message in it.
            if (told == null ? skipped.isEmpty() : !skipped(new Place(epoch, told))) {
                return seq;
            }
        }
        return 0;
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
    void concluded(Set<String> waiting, int kept) {
        received.retainAll(waiting);
        texts.dropTo(last - kept);
        tombstones.dropTo(last - kept);
        deleted.dropTo(last - kept);
        unlearned.clear();
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
        return !degraded && current() && unlearned() == 0;
    }

    /** Whether it has got everything that anybody has got. */
    boolean current() {
        return epoch.equals(room.current()) && last >= room.top();
    }
}
