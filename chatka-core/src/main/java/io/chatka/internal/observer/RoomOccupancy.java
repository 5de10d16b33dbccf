package io.chatka.internal.observer;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Which rooms have members on this node, and which of them the observer was told about. Lanes count
 * members; the observer's thread compares. So the observer is told the truth also where events were
 * dropped, or where those of two lanes arrive in another order.
 *
 * <p>{@link #joined} and {@link #left}: any thread. Everything else: the observer's thread.
 */
final class RoomOccupancy {
    static final long VACATED_AFTER_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Map<String, Integer> members = new ConcurrentHashMap<>();
    private final Set<String> occupied = new HashSet<>();

    /** The rooms among those without a member, and when they are due, the earliest first. */
    private final Map<String, Long> dueAt = new LinkedHashMap<>();

    void joined(String room) {
        members.merge(room, 1, Integer::sum);
    }

    void left(String room) {
        members.computeIfPresent(room, (name, count) -> count == 1 ? null : count - 1);
    }

    /** Returns whether the room becomes occupied by a join. */
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

    /** Nanoseconds until a room may have been vacated; negative if it may be now, {@link Long#MAX_VALUE} without any. */
    long untilDue(long now) {
        return dueAt.isEmpty() ? Long.MAX_VALUE : dueAt.values().iterator().next() - now;
    }

    /** Returns a room that has been without members for long enough, or null. */
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
