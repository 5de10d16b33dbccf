package io.chatka.internal.redis;

import io.lettuce.core.KeyScanArgs;
import io.lettuce.core.ScanCursor;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The names of the rooms that Redis keeps something of. SCAN goes through all keys, so its result is
 * used for {@value #SECONDS} seconds, and callers share the one under way. Thread-safe.
 */
final class KeptRooms {
    private static final int SECONDS = 10;

    /** Further rooms are not listed. */
    private static final int MOST = 200_000;

    private static final int KEYS_A_TIME = 2_000;

    /**
     * @param rooms with messages or sanctions
     * @param holding rooms in which messages wait for a moderator
     */
    private record Found(NavigableSet<String> rooms, Set<String> holding) {}

    private final Pipeline pipeline;
    private final LongSupplier nanoTime;
    private final String start;
    private final String pattern;
    private CompletableFuture<Found> scan;
    private long scannedAt;

    KeptRooms(Pipeline pipeline, Keys keys, LongSupplier nanoTime) {
        this.pipeline = pipeline;
        this.nanoTime = nanoTime;
        String history = keys.history("");
        this.start = history.substring(0, history.indexOf('}'));
        // Also matches said:USER, which is dropped below, but not the many keys of messages.
        this.pattern = start + "*}:[hs][aei]*";
    }

    /** See {@link io.chatka.internal.broker.RoomBroker#names}. */
    CompletionStage<List<String>> names(String prefix, String after, int limit) {
        return all().thenApply(found -> {
            NavigableSet<String> rooms = found.rooms;
            boolean fromAfter = after.compareTo(prefix) >= 0;
            return rooms.tailSet(fromAfter ? after : prefix, !fromAfter).stream()
                    .takeWhile(room -> room.startsWith(prefix))
                    .limit(limit)
                    .toList();
        });
    }

    /** See {@link io.chatka.internal.broker.ModerationStore#holding}. */
    CompletionStage<Set<String>> holding() {
        return all().thenApply(Found::holding);
    }

    /** See {@link io.chatka.internal.broker.RoomBroker#refreshNames}. */
    synchronized CompletionStage<Void> refresh() {
        scan = null;
        return all().thenApply(found -> null);
    }

    private synchronized CompletionStage<Found> all() {
        long now = nanoTime.getAsLong();
        if (scan == null
                || scan.isCompletedExceptionally()
                || scan.isDone() && now - scannedAt > TimeUnit.SECONDS.toNanos(SECONDS)) {
            scannedAt = now;
            scan = scan(ScanCursor.INITIAL, new Found(new TreeSet<>(), new HashSet<>()))
                    .toCompletableFuture();
        }
        return scan;
    }

    private CompletionStage<Found> scan(ScanCursor from, Found found) {
        KeyScanArgs arguments = KeyScanArgs.Builder.matches(pattern).limit(KEYS_A_TIME);
        return pipeline.submit(0, commands -> commands.scan(from, arguments), page -> page)
                .thenCompose(page -> {
                    page.getKeys().forEach(key -> add(key, found));
                    return page.isFinished() || found.rooms.size() >= MOST
                            ? CompletableFuture.completedFuture(found)
                            : scan(page, found);
                });
    }

    private void add(String key, Found found) {
        int end = key.indexOf("}:", start.length());
        String room = key.substring(start.length(), end);
        // The canary looks like a room.
        if (room.startsWith("~")) {
            return;
        }
        switch (key.substring(end + 2)) {
            case "history", "sanctions" -> found.rooms.add(room);
            case "held" -> found.holding.add(room);
            default -> {
                // Not a list.
            }
        }
    }
}
