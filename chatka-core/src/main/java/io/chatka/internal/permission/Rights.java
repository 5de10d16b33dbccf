package io.chatka.internal.permission;

import io.chatka.api.Grant;
import io.chatka.api.User;
import io.chatka.internal.broker.Rank;
import java.util.Set;

/** What one user may do in one room, and what it is there. */
public record Rights(Rank rank, Set<Grant> grants) {
    public boolean has(Grant grant) {
        return grants.contains(grant);
    }

    /** The role that others see in this room. */
    public String role(User user) {
        if (rank == Rank.ADMIN) {
            return Permissions.ADMIN;
        } else if (rank == Rank.MODERATOR) {
            return Permissions.MODERATOR;
        }
        return user.role().equals(Permissions.MODERATOR) ? Permissions.MEMBER : user.role();
    }
}
