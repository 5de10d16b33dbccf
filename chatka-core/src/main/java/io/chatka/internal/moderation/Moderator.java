package io.chatka.internal.moderation;

import io.chatka.api.Grant;
import io.chatka.api.User;
import io.chatka.internal.broker.Rank;
import io.chatka.internal.permission.Rights;
import java.util.EnumSet;
import java.util.Set;

/**
 * Who acts.
 *
 * @param user as announcements show it
 * @param rights in the room that the act is about
 * @param door how the act comes: {@code client}, {@code api} or {@code program}
 */
public record Moderator(User user, Rights rights, String door) {
    private static final Set<Grant> ALL = Set.copyOf(EnumSet.allOf(Grant.class));

    /** An application or an operator, who has every grant in every room. */
    public static Moderator outside(User user, Rank rank, String door) {
        return new Moderator(user, new Rights(rank, ALL), door);
    }
}
