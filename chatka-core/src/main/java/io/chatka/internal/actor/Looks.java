package io.chatka.internal.actor;

import com.ibm.icu.text.SpoofChecker;
import io.chatka.api.User;
import io.chatka.internal.protocol.Look;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/** Computes what names look like. Thread-safe. */
final class Looks {
    /**
     * A name that a server made up. It imitates nobody, and no node needs to be told of it: a room
     * may have a hundred thousand of them.
     */
    static final Look MADE_UP = new Look(0, 0);

    /** A chosen name that looks like a made-up one: a look-alike, whoever is in the room. */
    static final Look LIKE_MADE_UP = new Look(0, 1);

    private static final SpoofChecker CHECKER =
            new SpoofChecker.Builder().setChecks(SpoofChecker.CONFUSABLE).build();
    private static final Pattern SKELETON_OF_MADE_UP = Identities.madeUp(CHECKER::getSkeleton);

    private Looks() {}

    static Look of(User user) {
        if (Identities.isMadeUp(user.name())) {
            return MADE_UP;
        }
        boolean vouched = !user.role().equals(Identities.GUEST_ROLE);
        String skeleton = CHECKER.getSkeleton(user.name());
        if (SKELETON_OF_MADE_UP.matcher(skeleton).matches()) {
            return vouched ? MADE_UP : LIKE_MADE_UP;
        }
        return vouched
                ? Look.vouched(hash(skeleton), hash(user.name()))
                : Look.chosen(hash(skeleton), hash(user.name()));
    }

    /**
     * 64 bits of a hash that nobody can choose: two names with the same hash would pass for one.
     */
    static long hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
