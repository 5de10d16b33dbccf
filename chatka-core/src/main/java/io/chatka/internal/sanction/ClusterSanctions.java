package io.chatka.internal.sanction;

import io.chatka.api.Authentication;
import io.chatka.internal.broker.FactStore.Fact;
import io.chatka.internal.broker.Rank;
import io.chatka.internal.broker.Sanction;
import io.chatka.internal.cluster.Facts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * Bans and mutes for all rooms, and revoked tokens, as {@link Facts}. Admins impose them, so they
 * bind every lower rank. Thread-safe; never blocks.
 */
public final class ClusterSanctions {
    private static final String BAN = "ban:";
    private static final String MUTE = "mute:";

    /** A mute whose user must not notice it: this begins its value. */
    private static final String SHADOW = "shadow:";

    private static final String MUTED = "muted:";
    private static final String REVOKED_USER = "revoked-user:";
    private static final String REVOKED_TOKEN = "revoked-token:";

    private final Facts facts;
    private final Duration longestToken;

    /** What has changed. */
    public enum What {
        BAN,
        MUTE,
        REVOKED_USER,
        REVOKED_TOKEN
    }

    /** Called on a thread of the broker; must not block. */
    @FunctionalInterface
    public interface Listener {
        /** @param id of the user, or of the revoked token */
        void changed(What what, String id);
    }

    /** @param longestToken how long a revocation is kept: as long as a token may live */
    public ClusterSanctions(Facts facts, Duration longestToken) {
        this.facts = facts;
        this.longestToken = longestToken;
    }

    /** Starts to read what is in force, and to hear of changes. */
    public void start(Listener listener) {
        facts.start(key -> {
            String id = key.substring(key.indexOf(':') + 1);
            if (key.startsWith(BAN)) {
                listener.changed(What.BAN, id);
            } else if (key.startsWith(MUTE)) {
                listener.changed(What.MUTE, id);
            } else if (key.startsWith(REVOKED_USER)) {
                listener.changed(What.REVOKED_USER, id);
            } else if (key.startsWith(REVOKED_TOKEN)) {
                listener.changed(What.REVOKED_TOKEN, id);
            }
        });
    }

    /** Tells the other nodes which changes this node knows; to be called regularly. */
    public void announce() {
        facts.announce();
    }

    /** The ban of the user from all rooms; null for none. */
    public Sanction ban(String user) {
        Fact fact = fact(BAN, user);
        return fact == null ? null : sanction(Sanction.Kind.BAN, user, fact, fact.value());
    }

    /** The mute or shadow mute of the user in all rooms; null for none. */
    public Sanction mute(String user) {
        Fact fact = fact(MUTE, user);
        if (fact == null) {
            return null;
        }
        return fact.value().startsWith(SHADOW)
                ? sanction(Sanction.Kind.SHADOW_MUTE, user, fact, fact.value().substring(SHADOW.length()))
                : sanction(Sanction.Kind.MUTE, user, fact, fact.value().substring(MUTED.length()));
    }

    /** Costs nothing while nothing is in force anywhere: every message and every join asks. */
    private Fact fact(String kind, String id) {
        return facts.isEmpty() ? null : facts.get(kind + id);
    }

    private static Sanction sanction(Sanction.Kind kind, String user, Fact fact, String reason) {
        return new Sanction(kind, user, fact.until(), reason.isEmpty() ? null : reason, Rank.ADMIN);
    }

    /**
     * A part of the bans and mutes, in the order of the users' ids.
     *
     * @param after only of users with greater ids; empty for the first ones
     * @param limit one more if a user has a ban and a mute
     */
    public List<Sanction> page(String after, int limit) {
        List<Sanction> page = new ArrayList<>();
        facts.keys()
                .filter(key -> key.startsWith(BAN) || key.startsWith(MUTE))
                .map(key -> key.substring(key.indexOf(':') + 1))
                .filter(user -> user.compareTo(after) > 0)
                .sorted()
                .distinct()
                .limit(limit)
                .takeWhile(user -> page.size() < limit)
                .forEach(user -> Stream.of(ban(user), mute(user))
                        .filter(Objects::nonNull)
                        .forEach(page::add));
        return page;
    }

    public CompletionStage<Void> impose(Sanction sanction) {
        String reason = sanction.reason() == null ? "" : sanction.reason();
        return switch (sanction.kind()) {
            case BAN -> facts.put(BAN + sanction.user(), new Fact(reason, sanction.until()));
            case MUTE -> facts.put(MUTE + sanction.user(), new Fact(MUTED + reason, sanction.until()));
            case SHADOW_MUTE -> facts.put(MUTE + sanction.user(), new Fact(SHADOW + reason, sanction.until()));
        };
    }

    /** @param kind {@code MUTE} lifts a shadow mute as well */
    public CompletionStage<Void> lift(Sanction.Kind kind, String user) {
        return facts.remove((kind == Sanction.Kind.BAN ? BAN : MUTE) + user);
    }

    /** Revokes the tokens of the user that were issued up to now, and those that do not say when. */
    public CompletionStage<Void> revokeUser(String user) {
        long now = System.currentTimeMillis();
        return facts.put(REVOKED_USER + user, new Fact(Long.toString(now), now + longestToken.toMillis()));
    }

    /** Revokes one token. */
    public CompletionStage<Void> revokeToken(String id) {
        return facts.put(REVOKED_TOKEN + id, new Fact("", System.currentTimeMillis() + longestToken.toMillis()));
    }

    /** @param token null for a user without one, who cannot be revoked before the session begins */
    public boolean isRevoked(String user, Authentication.Token token) {
        return token != null && (isRevoked(user, token.issued()) || isTokenRevoked(token.id()));
    }

    /** @param issued in Unix milliseconds; 0 if the token does not say */
    public boolean isRevoked(String user, long issued) {
        Fact fact = fact(REVOKED_USER, user);
        return fact != null && issued <= Long.parseLong(fact.value());
    }

    private boolean isTokenRevoked(String id) {
        return id != null && fact(REVOKED_TOKEN, id) != null;
    }
}
