package io.chatka.internal.observer;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Knows which rooms have members on this node, and which of them the observer takes for occupied.
 * Lanes count members; the observer's thread compares both. So the observer is right in the end,
 * even if events were dropped, or those of two lanes arrived out of order.
 *
 * <p>{@link #joined} and {@link #left}: any thread. Everything else: the observer's thread.
 */
final class RoomOccupancy {
    static final long VACATED_AFTER_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Map<String, Integer> members = new ConcurrentHashMap<>();
    private final Set<String> occupied = new HashSet<>();

    /**
     * Occupied rooms without a member, and when each counts as vacated, in nanoseconds; the
     * earliest first.
     */
    private final Map<String, Long> dueAt = new LinkedHashMap<>();

    void joined(String room) {
        members.merge(room, 1, Integer::sum);
    }

    void left(String room) {
        members.computeIfPresent(room, (name, count) -> count == 1 ? null : count - 1);
    }

    /** A join reaches the observer. Returns whether it makes the room occupied. */
    boolean occupy(String room) {
        dueAt.remove(room);
        return occupied.add(room);
    }

    /** A room may have lost its last member. */
    void check(String room, long now) {
        if (occupied.contains(room) && !members.containsKey(room)) {
            dueAt.putIfAbsent(room, now + VACATED_AFTER_NANOS);
        }
    }

    /** Events were dropped: any room may have lost its last member. */
    void checkAll(long now) {
        occupied.forEach(room -> check(room, now));
    }

    /**
     * Nanoseconds until a room may count as vacated; not positive if one may now, {@link
     * Long#MAX_VALUE} if none waits.
     */
    long untilDue(long now) {
        return dueAt.isEmpty() ? Long.MAX_VALUE : dueAt.values().iterator().next() - now;
    }

    /** Returns a room that is vacated now, or null. */
    String vacate(long now) {
        while (untilDue(now) <= 0) {
            String room = dueAt.keySet().iterator().next();
            dueAt.remove(room);
            if (!members.containsKey(room)) {
                occupied.remove(room);
                return room;
            }
        }
        return null;
    }
}
