package io.chatka.internal.broker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * What the embedded broker keeps of one room: its last events, and the keys of its last
 * publications. Guarded by the room's lock. All rooms add their bytes to one counter.
 */
final class RoomLog {
    /** Bytes of an entry's objects and references in the JVM, in addition to its content. */
    private static final int EVENT_OVERHEAD = 96;

    private static final int KEY_OVERHEAD = 160;

    private final AtomicLong held;
    private final ArrayDeque<Entry> events = new ArrayDeque<>(0);

    /** In the order of their first use. */
    private final LinkedHashMap<String, Key> keys = new LinkedHashMap<>(0);

    /** Events that count towards the history's bound: all but those that tell of removals. */
    private int counted;

    private static final class Entry {
        private Event event;
        private final long nanos;

        Entry(Event event, long nanos) {
            this.event = event;
            this.nanos = nanos;
        }
    }

    private record Key(Position position, long nanos) {}

    RoomLog(AtomicLong held) {
        this.held = held;
    }

    void add(Event event, long now, Retention retention) {
        if (!retention.keepsNothing()) {
            events.add(new Entry(event, now));
            counted += counts(event);
            held.addAndGet(cost(event));
        }
        trim(now, retention);
    }

    private void trim(long now, Retention retention) {
        while (!events.isEmpty()
                && (counted > retention.messages()
                        || now - events.peek().nanos >= retention.time().toNanos())) {
            forgetOldest();
        }
    }

    /** The place of the publication with this key, or null. */
    Position placeOf(String key, long now, long windowNanos) {
        forgetKeys(now - windowNanos);
        Key known = keys.get(key);
        return known == null ? null : known.position;
    }

    void remember(String key, Position position, long now) {
        keys.put(key, new Key(position, now));
        held.addAndGet(KEY_OVERHEAD + key.length());
    }

    HistoryPage read(HistoryQuery query, Head top, long now, Retention retention) {
        trim(now, retention);
        List<Event> found = new ArrayList<>();
        Iterator<Entry> entries = query.newestFirst() ? events.descendingIterator() : events.iterator();
        int bytes = 0;
        boolean more = false;
        while (entries.hasNext()) {
            Event event = entries.next().event;
            if (event.seq() <= query.after() || event.seq() >= query.before()) {
                continue;
            }
            bytes += event.json().length;
            if (found.size() == query.limit() || !found.isEmpty() && bytes > query.maxBytes()) {
                more = true;
                break;
            }
            found.add(event);
        }
        if (query.newestFirst()) {
            Collections.reverse(found);
        }
        return new HistoryPage(top, found, more);
    }

    /** The event in this place, or null if it is not kept. */
    Event find(long seq, long now, Retention retention) {
        trim(now, retention);
        for (Entry entry : events) {
            if (entry.event.seq() == seq) {
                return entry.event;
            }
        }
        return null;
    }

    /** Puts tombstones in the places of matching messages; returns how many there were. */
    int bury(Predicate<Event> removed, long now, Retention retention) {
        trim(now, retention);
        int texts = 0;
        for (Entry entry : events) {
            if (Tombstones.isMessage(entry.event.kind()) && removed.test(entry.event)) {
                held.addAndGet(-cost(entry.event));
                entry.event = Tombstones.of(entry.event);
                held.addAndGet(cost(entry.event));
                texts++;
            }
        }
        return texts;
    }

    /** Drops whatever is too old. */
    void expire(long now, Retention retention, long windowNanos) {
        trim(now, retention);
        forgetKeys(now - windowNanos);
    }

    /**
     * Drops the older half of the events, or of the keys if there are no events. A last one goes
     * too.
     */
    void halve() {
        if (events.isEmpty()) {
            int gone = (keys.size() + 1) / 2;
            for (int i = 0; i < gone; i++) {
                forgetOldestKey();
            }
            return;
        }
        int gone = (events.size() + 1) / 2;
        for (int i = 0; i < gone; i++) {
            forgetOldest();
        }
    }

    void clear() {
        while (!events.isEmpty()) {
            forgetOldest();
        }
        while (!keys.isEmpty()) {
            forgetOldestKey();
        }
    }

    private void forgetKeys(long before) {
        while (!keys.isEmpty() && keys.values().iterator().next().nanos - before <= 0) {
            forgetOldestKey();
        }
    }

    private void forgetOldestKey() {
        Iterator<Map.Entry<String, Key>> oldest = keys.entrySet().iterator();
        held.addAndGet(-KEY_OVERHEAD - oldest.next().getKey().length());
        oldest.remove();
    }

    private void forgetOldest() {
        Event oldest = events.poll().event;
        counted -= counts(oldest);
        held.addAndGet(-cost(oldest));
    }

    private static int counts(Event event) {
        return event.kind().equals(EventKind.DELETED) || event.kind().equals(EventKind.CLEARED) ? 0 : 1;
    }

    private static int cost(Event event) {
        return EVENT_OVERHEAD + event.json().length;
    }
}
