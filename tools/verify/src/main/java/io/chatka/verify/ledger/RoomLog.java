package io.chatka.verify.ledger;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** All clients' knowledge of one room. */
final class RoomLog {
    /** One count of seqs. */
    static final class Era {
        /** All but tombstones. */
        final NavigableMap<Long, Message> messages = new TreeMap<>();

        final NavigableMap<Long, Message> tombstones = new TreeMap<>();
        /** Seqs of texts that a moderator has asked to delete. */
        final Set<Long> asked = new HashSet<>();
        /** Seq of a text to the time of the ok of its deletion. */
        final NavigableMap<Long, Long> gone = new TreeMap<>();
        /** Seq of a text to that of the event that tells its deletion. */
        final NavigableMap<Long, Long> toldAt = new TreeMap<>();
        /** When it was first heard of. */
        final long born;
        /** The highest seq that anybody has heard of. */
        long top;

        Era(long born) {
            this.born = born;
        }

        /** Forgets all places up to that one. */
        void dropTo(long seq) {
            messages.headMap(seq, true).clear();
            tombstones.headMap(seq, true).clear();
            gone.headMap(seq, true).clear();
            toldAt.headMap(seq, true).clear();
            asked.removeIf(each -> each <= seq);
        }
    }

    final String name;
    /** In the order in which they were first heard of. */
    private final Map<String, Era> eras = new LinkedHashMap<>();

    /** Epochs that are over and forgotten, and when they were first heard of. */
    private final Map<String, Long> past = new HashMap<>();

    /** Users of whom a moderator has asked to delete all texts. */
    final Set<String> cleared = new HashSet<>();

    private String current;

    RoomLog(String name) {
        this.name = name;
    }

    /** A client learned that the room is at this place. */
    void heard(String epoch, long seq, long at) {
        Era era = eras.get(epoch);
        if (era == null) {
            era = new Era(past.getOrDefault(epoch, at));
            eras.put(epoch, era);
            if (!past.containsKey(epoch)) {
                current = epoch;
            }
        }
        era.top = Math.max(era.top, seq);
    }

    Era era(String epoch, long at) {
        heard(epoch, 0, at);
        return eras.get(epoch);
    }

    /** When that epoch was first heard of; after everything else if it never was. */
    long born(String epoch) {
        Era era = eras.get(epoch);
        return era == null ? past.getOrDefault(epoch, Long.MAX_VALUE) : era.born;
    }

    /** The message at that place; null if it is not known. */
    Message at(Place place) {
        Era era = eras.get(place.epoch());
        return era == null ? null : era.messages.get(place.seq());
    }

    /** The newest epoch; null before the first. */
    String current() {
        return current;
    }

    long top() {
        return current == null ? 0 : eras.get(current).top;
    }

    Iterable<Era> eras() {
        return eras.values();
    }

    /** Forgets older epochs. */
    void keepCurrent() {
        eras.forEach((epoch, era) -> past.put(epoch, era.born));
        past.remove(current);
        eras.keySet().retainAll(Set.of(String.valueOf(current)));
    }
}
