package io.chatka.internal.transport;

import io.chatka.internal.fault.FaultLog;
import java.util.ArrayList;
import java.util.List;

/**
 * The deadlines of many objects, checked once a tick: a hashed timing wheel (Varghese and Lauck,
 * 1987, scheme 6). Its entries are linked through themselves, so that setting a deadline allocates
 * nothing. Not thread-safe.
 */
final class TimingWheel {
    private static final FaultLog FAULTS = FaultLog.of(TimingWheel.class);
    private static final int SLOTS = 256;

    private final Entry[] slots = new Entry[SLOTS];
    private final List<Entry> due = new ArrayList<>();
    private long now;

    /** Something with at most one deadline. */
    abstract static class Entry {
        private Entry next;
        private Entry previous;
        private long deadline = -1;

        /**
         * The deadline has come; the entry is no longer on the wheel and may be put there again.
         */
        abstract void expired();
    }

    /** Ticks since the start. */
    long now() {
        return now;
    }

    /** Sets the entry's deadline, in place of an earlier one; at least one tick from now. */
    void schedule(Entry entry, long ticksFromNow) {
        cancel(entry);
        entry.deadline = now + Math.max(1, ticksFromNow);
        int slot = slot(entry.deadline);
        entry.next = slots[slot];
        if (entry.next != null) {
            entry.next.previous = entry;
        }
        slots[slot] = entry;
    }

    void cancel(Entry entry) {
        if (entry.deadline < 0) {
            return;
        }
        if (entry.previous != null) {
            entry.previous.next = entry.next;
        } else {
            slots[slot(entry.deadline)] = entry.next;
        }
        if (entry.next != null) {
            entry.next.previous = entry.previous;
        }
        entry.next = null;
        entry.previous = null;
        entry.deadline = -1;
    }

    /** One tick later: calls every entry whose deadline this is. */
    void advance() {
        now++;
        for (Entry entry = slots[slot(now)]; entry != null; entry = entry.next) {
            if (entry.deadline == now) {
                due.add(entry);
            }
        }
        // They expire only after the whole slot was read, since an expired entry may change the
        // wheel.
        due.forEach(this::cancel);
        try {
            for (int i = 0; i < due.size(); i++) {
                expire(due.get(i));
            }
        } finally {
            due.clear();
        }
    }

    private static void expire(Entry entry) {
        try {
            entry.expired();
        } catch (Throwable fault) {
            FAULTS.report("a deadline's task failed", fault);
        }
    }

    private static int slot(long deadline) {
        return (int) (deadline & (SLOTS - 1));
    }
}
