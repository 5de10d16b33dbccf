package io.chatka.internal.broker;

import java.util.Objects;

/**
 * A place in a room's order.
 *
 * @param epoch names one unbroken order of the room; the same {@code seq} in another epoch is
 *     another event
 * @param seq counts the room's events from 1; 0 before the first
 */
public record Position(String epoch, long seq) {
    public Position {
        Objects.requireNonNull(epoch, "epoch");
    }
}
