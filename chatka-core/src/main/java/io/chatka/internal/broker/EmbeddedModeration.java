package io.chatka.internal.broker;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What moderators of a single node need; it ends with the JVM. */
final class EmbeddedModeration implements ModerationStore {
    private final Clock clock;
    private final Map<String, LinkedHashMap<String, Held>> heldByRoom = new HashMap<>();
    private final Map<Log, ArrayDeque<Kept>> logs = new EnumMap<>(Log.class);
    private long lastRecord;

    private record Held(String message, long at) {}

    private record Kept(long number, String record, long at) {}

    EmbeddedModeration(Clock clock) {
        this.clock = clock;
        for (Log log : Log.values()) {
            logs.put(log, new ArrayDeque<>());
        }
    }

    @Override
    public synchronized CompletionStage<Boolean> hold(String room, String id, String message) {
        dropOld();
        Map<String, Held> held = heldByRoom.computeIfAbsent(room, unused -> new LinkedHashMap<>());
        boolean fits = held.size() < MOST_HELD;
        if (fits) {
            held.put(id, new Held(message, clock.millis()));
        }
        return CompletableFuture.completedFuture(fits);
    }

    private void dropOld() {
        long oldest = clock.millis() - HELD_MILLIS;
        heldByRoom.values().removeIf(held -> {
            Iterator<Held> oldestFirst = held.values().iterator();
            while (oldestFirst.hasNext() && oldestFirst.next().at <= oldest) {
                oldestFirst.remove();
            }
            return held.isEmpty();
        });
    }

    @Override
    public synchronized CompletionStage<Map<String, String>> held(String room) {
        dropOld();
        Map<String, String> found = new HashMap<>();
        heldByRoom.getOrDefault(room, new LinkedHashMap<>()).forEach((id, held) -> found.put(id, held.message));
        return CompletableFuture.completedFuture(found);
    }

    @Override
    public synchronized CompletionStage<Set<String>> holding() {
        dropOld();
        return CompletableFuture.completedFuture(Set.copyOf(heldByRoom.keySet()));
    }

    @Override
    public synchronized CompletionStage<String> take(String room, String id) {
        dropOld();
        Map<String, Held> held = heldByRoom.get(room);
        Held taken = held == null ? null : held.remove(id);
        if (held != null && held.isEmpty()) {
            heldByRoom.remove(room);
        }
        return CompletableFuture.completedFuture(taken == null ? null : taken.message);
    }

    @Override
    public synchronized CompletionStage<Void> append(Log log, String record) {
        ArrayDeque<Kept> records = logs.get(log);
        records.addFirst(new Kept(++lastRecord, record, clock.millis()));
        while (records.size() > MOST_RECORDS || records.getLast().at <= clock.millis() - RECORDS_MILLIS) {
            records.removeLast();
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<List<Entry>> records(Log log, String before, int limit) {
        long below = before == null ? Long.MAX_VALUE : Long.parseLong(before.substring(0, before.indexOf('-')));
        List<Entry> found = new ArrayList<>();
        for (Kept kept : logs.get(log)) {
            if (found.size() == limit || kept.at <= clock.millis() - RECORDS_MILLIS) {
                break;
            } else if (kept.number < below) {
                found.add(new Entry(kept.number + "-0", kept.record));
            }
        }
        return CompletableFuture.completedFuture(found);
    }
}
