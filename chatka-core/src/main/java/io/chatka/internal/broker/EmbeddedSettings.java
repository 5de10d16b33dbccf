package io.chatka.internal.broker;

import java.time.Duration;

/**
 * Bounds of the embedded broker.
 *
 * @param idleTime how long a room without listeners keeps its place in the order after its last
 *     event
 * @param maxIdleRooms how many such rooms there may be; the longest idle are forgotten first
 * @param maxHistoryBytes bound on all rooms' histories and keys together; above it, every room
 *     drops the older half of its own
 */
public record EmbeddedSettings(Duration idleTime, int maxIdleRooms, HistorySettings history, long maxHistoryBytes) {

    /** 10 minutes, 100,000 rooms, 64 MiB. */
    public static EmbeddedSettings defaults(HistorySettings history) {
        return new EmbeddedSettings(Duration.ofMinutes(10), 100_000, history, 64 << 20);
    }
}
