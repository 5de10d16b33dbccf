package io.chatka.internal.broker;

import java.util.Objects;

/**
 * The result of a publication.
 *
 * @param position its place in the room's order
 * @param duplicate whether an earlier publication with the same key got this place; then nothing
 *     was published now
 */
public record Receipt(Position position, boolean duplicate) {
    public Receipt {
        Objects.requireNonNull(position, "position");
    }
}
