package io.chatka.internal.actor;

import com.ibm.icu.text.SpoofChecker;
import io.chatka.internal.protocol.Look;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/** What names look like. Thread-safe. */
final class Looks {
    /**
     * A name that this server made up. Nobody chose it, so it is nobody's imitation, and no node
     * needs to be told of it: there may be a hundred thousand of them in a room.
     */
    static final Look MADE_UP = new Look(0, 0);

    /**
     * A name that was chosen to look like one that this server made up: a look-alike whoever is
     * there.
     */
    static final Look LIKE_MADE_UP = new Look(0, 1);

    private static final SpoofChecker CHECKER =
            new SpoofChecker.Builder().setChecks(SpoofChecker.CONFUSABLE).build();
    private static final Pattern SKELETON_OF_MADE_UP = Identities.madeUp(CHECKER::getSkeleton);

    private Looks() {}

    static Look of(String name) {
        if (Identities.isMadeUp(name)) {
            return MADE_UP;
        }
        String skeleton = CHECKER.getSkeleton(name);
        return SKELETON_OF_MADE_UP.matcher(skeleton).matches() ? LIKE_MADE_UP : new Look(hash(skeleton), hash(name));
    }

    /** Of 64 bits that nobody can choose: a name whose hash is another's would not be noticed. */
    private static long hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
