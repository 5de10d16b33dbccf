package io.chatka.internal.broker;

import java.util.Objects;

/**
 * Who publishes, for what the room's state and its sanctions forbid.
 *
 * @param user the user's id
 * @param rank in the room; see {@link Rank}
 */
public record Sender(String user, Rank rank) {
    public Sender {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(rank, "rank");
    }
}
