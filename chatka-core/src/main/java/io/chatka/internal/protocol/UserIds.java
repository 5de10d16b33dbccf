package io.chatka.internal.protocol;

import com.ibm.icu.lang.UCharacter;

/** The rules for the ids of users that applications name. */
public final class UserIds {
    /** How ids of guests begin, which nodes make up. */
    public static final String GUEST = "g-";

    /** How ids of applications begin. */
    public static final String APPLICATION = "api:";

    public static final int MAX_BYTES = 128;

    private UserIds() {}

    /** What is wrong with the id, such as "an id has ..."; null if it is valid. */
    public static String fault(String id) {
        if (id == null || id.isEmpty() || Utf8Length.exceeds(id, MAX_BYTES) || !Surrogates.arePaired(id)) {
            return "an id has 1 to " + MAX_BYTES + " bytes of UTF-8";
        } else if (id.codePoints().anyMatch(Character::isISOControl)
                || isSpace(id.codePointAt(0))
                || isSpace(id.codePointBefore(id.length()))) {
            return "an id has neither control characters nor spaces around it";
        } else if (id.startsWith(GUEST) || id.startsWith(APPLICATION)) {
            return "ids that begin with " + GUEST + " or " + APPLICATION + " are reserved";
        }
        return null;
    }

    private static boolean isSpace(int c) {
        return UCharacter.isUWhiteSpace(c);
    }
}
