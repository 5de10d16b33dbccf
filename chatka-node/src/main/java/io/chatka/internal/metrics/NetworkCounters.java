package io.chatka.internal.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What the kernel counts for the network interfaces that this process sees: {@code
 * /proc/self/net/dev}, proc(5). Loopback is apart; all others are added up, so that a machine with
 * many does not make many series. Thread-safe.
 */
final class NetworkCounters {
    private static final long FRESH_NANOS = 500_000_000L;
    private static final Path LINUX = Path.of("/proc/self/net/dev");

    /** Columns after the interface's name. */
    private static final int RECEIVED_BYTES = 0;

    private static final int RECEIVED_PACKETS = 1;
    private static final int SENT_BYTES = 8;
    private static final int SENT_PACKETS = 9;
    private static final int COLUMNS = 16;

    private final Path file;
    private final LongSupplier nanoTime;
    private long readAt;
    private Sums loopback = Sums.NONE;
    private Sums other = Sums.NONE;

    record Sums(long receivedBytes, long receivedPackets, long sentBytes, long sentPackets) {
        static final Sums NONE = new Sums(0, 0, 0, 0);

        Sums plus(long[] columns) {
            return new Sums(
                    receivedBytes + columns[RECEIVED_BYTES],
                    receivedPackets + columns[RECEIVED_PACKETS],
                    sentBytes + columns[SENT_BYTES],
                    sentPackets + columns[SENT_PACKETS]);
        }
    }

    NetworkCounters(Path file, LongSupplier nanoTime) {
        this.file = file;
        this.nanoTime = nanoTime;
        this.readAt = nanoTime.getAsLong() - FRESH_NANOS;
    }

    /** Null without {@code /proc/self/net/dev}. */
    static NetworkCounters ofThisMachine() {
        return Files.isReadable(LINUX) ? new NetworkCounters(LINUX, System::nanoTime) : null;
    }

    synchronized Sums loopback() {
        refresh();
        return loopback;
    }

    synchronized Sums other() {
        refresh();
        return other;
    }

    private void refresh() {
        long now = nanoTime.getAsLong();
        if (now - readAt < FRESH_NANOS) {
            return;
        }
        readAt = now;
        try {
            parse(Files.readAllLines(file));
        } catch (IOException unreadable) {
            // The last figures stay.
        }
    }

    private void parse(List<String> lines) {
        Sums newLoopback = Sums.NONE;
        Sums newOther = Sums.NONE;
        for (String line : lines) {
            int colon = line.indexOf(':');
            long[] columns = colon < 0 ? null : columns(line.substring(colon + 1));
            if (columns == null) {
                continue; // a heading
            }
            if (line.substring(0, colon).trim().equals("lo")) {
                newLoopback = newLoopback.plus(columns);
            } else {
                newOther = newOther.plus(columns);
            }
        }
        loopback = newLoopback;
        other = newOther;
    }

    private static long[] columns(String text) {
        String[] words = text.trim().split("\\s+");
        if (words.length < COLUMNS) {
            return null;
        }
        long[] columns = new long[COLUMNS];
        try {
            for (int i = 0; i < COLUMNS; i++) {
                columns[i] = Long.parseLong(words[i]);
            }
        } catch (NumberFormatException heading) {
            return null;
        }
        return columns;
    }
}
