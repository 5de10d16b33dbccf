package io.chatka.internal.broker;

import java.util.Objects;

/**
 * What became of a publication.
 *
 * @param position its place in the room's order
 * @param duplicate whether a publication with the same key got this place before; then nothing was published now
 */
public record Receipt(Position position, boolean duplicate) {
    public Receipt {
        Objects.requireNonNull(position, "position");
    }
}
