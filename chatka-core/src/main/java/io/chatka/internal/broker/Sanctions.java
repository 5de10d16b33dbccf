package io.chatka.internal.broker;

import java.util.List;

/**
 * A part of the sanctions of a room.
 *
 * @param next where the next part begins; null if this is the last one
 */
public record Sanctions(List<Sanction> sanctions, String next) {
    public Sanctions {
        sanctions = List.copyOf(sanctions);
    }
}
