package io.chatka.internal.permission;

import io.chatka.api.Grant;
import io.chatka.api.Grants;
import io.chatka.api.User;
import io.chatka.internal.broker.Rank;
import java.util.EnumSet;
import java.util.Set;

/**
 * The rights of users. An admin has every grant in every room. Another user has the grants that it
 * came with; a user that came without any has those of its role: a moderator all, members and guests
 * what the settings say.
 *
 * @param member of users without grants of their own, except guests and moderators
 * @param guest of guests
 */
public record Permissions(Grants member, Grants guest) {
    static final String ADMIN = "admin";
    static final String MODERATOR = "moderator";
    static final String MEMBER = "member";
    static final String GUEST = "guest";

    private static final Set<Grant> ALL = Set.copyOf(EnumSet.allOf(Grant.class));

    public Rights in(User user, String room) {
        if (user.role().equals(ADMIN)) {
            return new Rights(Rank.ADMIN, ALL);
        }
        Set<Grant> grants = grants(user, room);
        Rank rank =
                grants.contains(Grant.MODERATE) ? Rank.MODERATOR : user.role().equals(GUEST) ? Rank.GUEST : Rank.MEMBER;
        return new Rights(rank, grants);
    }

    private Set<Grant> grants(User user, String room) {
        if (user.grants() != null) {
            return user.grants().in(room);
        }
        return switch (user.role()) {
            case MODERATOR -> ALL;
            case GUEST -> guest.in(room);
            default -> member.in(room);
        };
    }

    /** The rank of the author of a message, by the role that the message shows. */
    public static Rank rankOf(String role) {
        return switch (role) {
            case ADMIN -> Rank.ADMIN;
            case MODERATOR -> Rank.MODERATOR;
            case GUEST -> Rank.GUEST;
            default -> Rank.MEMBER;
        };
    }
}
