package io.chatka.internal.broker;

import java.util.Objects;

/**
 * The result of a publication.
 *
 * @param position its place in the room's order
 * @param duplicate whether the place belongs to an earlier publication with the same key; then
 *     nothing was published now
 */
public record Receipt(Position position, boolean duplicate) {
    public Receipt {
        Objects.requireNonNull(position, "position");
    }
}
