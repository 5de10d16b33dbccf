package io.chatka.verify.ledger;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** What is known of one room from all clients together. */
final class RoomLog {
    /** One count of seqs. */
    static final class Era {
        final NavigableMap<Long, Message> messages = new TreeMap<>();
        /** The highest seq that anybody has heard of. */
        long top;
    }

    final String name;
    /** In the order in which they were first heard of. */
    private final Map<String, Era> eras = new LinkedHashMap<>();

    /** Epochs that are over and forgotten. */
    private final Set<String> past = new HashSet<>();

    private String current;

    RoomLog(String name) {
        this.name = name;
    }

    /** Somebody heard that the room stands there. */
    void heard(String epoch, long seq) {
        Era era = eras.get(epoch);
        if (era == null) {
            era = new Era();
            eras.put(epoch, era);
            if (!past.contains(epoch)) {
                current = epoch;
            }
        }
        era.top = Math.max(era.top, seq);
    }

    Era era(String epoch) {
        heard(epoch, 0);
        return eras.get(epoch);
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
        past.addAll(eras.keySet());
        past.remove(current);
        eras.keySet().retainAll(Set.of(String.valueOf(current)));
    }
}
