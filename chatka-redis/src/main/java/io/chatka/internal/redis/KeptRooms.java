package io.chatka.internal.redis;

import io.lettuce.core.KeyScanArgs;
import io.lettuce.core.ScanCursor;
import java.util.List;
import java.util.NavigableSet;
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

    private final Pipeline pipeline;
    private final LongSupplier nanoTime;
    private final String start;
    private final String end;
    private CompletableFuture<NavigableSet<String>> scan;
    private long scannedAt;

    KeptRooms(Pipeline pipeline, Keys keys, LongSupplier nanoTime) {
        this.pipeline = pipeline;
        this.nanoTime = nanoTime;
        String[] around = keys.meta("*").split("\\*");
        this.start = around[0];
        this.end = around[1];
    }

    /** See {@link io.chatka.internal.broker.RoomBroker#names}. */
    CompletionStage<List<String>> names(String prefix, String after, int limit) {
        return all().thenApply(rooms -> {
            boolean fromAfter = after.compareTo(prefix) >= 0;
            return rooms.tailSet(fromAfter ? after : prefix, !fromAfter).stream()
                    .takeWhile(room -> room.startsWith(prefix))
                    .limit(limit)
                    .toList();
        });
    }

    private synchronized CompletionStage<NavigableSet<String>> all() {
        long now = nanoTime.getAsLong();
        if (scan == null
                || scan.isCompletedExceptionally()
                || scan.isDone() && now - scannedAt > TimeUnit.SECONDS.toNanos(SECONDS)) {
            scannedAt = now;
            scan = scan(ScanCursor.INITIAL, new TreeSet<>()).toCompletableFuture();
        }
        return scan;
    }

    private CompletionStage<NavigableSet<String>> scan(ScanCursor from, NavigableSet<String> found) {
        KeyScanArgs arguments =
                KeyScanArgs.Builder.type("hash").match(start + "*" + end).limit(KEYS_A_TIME);
        return pipeline.submit(0, commands -> commands.scan(from, arguments), page -> page)
                .thenCompose(page -> {
                    for (String key : page.getKeys()) {
                        String room = key.substring(start.length(), key.length() - end.length());
                        // The canary looks like a room.
                        if (!room.startsWith("~")) {
                            found.add(room);
                        }
                    }
                    return page.isFinished() || found.size() >= MOST
                            ? CompletableFuture.completedFuture(found)
                            : scan(page, found);
                });
    }
}
