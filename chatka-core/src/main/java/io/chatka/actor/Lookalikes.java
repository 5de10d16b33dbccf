package io.chatka.actor;

import com.ibm.icu.text.SpoofChecker;
import io.chatka.protocol.User;
import java.util.HashMap;
import java.util.Map;

/**
 * Notices a name that looks like another member's: both have the same skeleton (Unicode TS 39, section 4). Whoever came
 * first is the original. Not thread-safe.
 */
final class Lookalikes {
    private static final SpoofChecker CHECKER =
            new SpoofChecker.Builder().setChecks(SpoofChecker.CONFUSABLE).build();

    private final Map<String, String> originals = new HashMap<>();

    /** Reads Unicode's tables, which takes a moment, before somebody waits for them. */
    static void load() {
        CHECKER.getSkeleton("a");
    }

    /** Whether the name looks like that of somebody else who is here. */
    boolean add(User user) {
        String original = originals.putIfAbsent(CHECKER.getSkeleton(user.name()), user.id());
        return original != null && !original.equals(user.id());
    }

    void remove(User user) {
        originals.remove(CHECKER.getSkeleton(user.name()), user.id());
    }
}
