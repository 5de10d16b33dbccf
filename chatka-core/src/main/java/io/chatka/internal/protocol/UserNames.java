package io.chatka.internal.protocol;

import com.ibm.icu.lang.UCharacter;
import java.util.Locale;

/**
 * The rules for a user's name: 1 to 32 visible characters; invisible ones only where words and emoji
 * need them; single spaces inside; {@linkplain CombiningMarks no towers of marks}.
 */
public final class UserNames {
    private static final int MAX_CHARACTERS = 32;

    private UserNames() {}

    /**
     * @return the name in Unicode normalization form C
     * @throws ClientException {@code bad_name}, naming the first character that may not be there
     */
    public static String requireValid(String given) throws ClientException {
        // Checked before normalization, whose cost grows with the input.
        if (given.length() > 4 * MAX_CHARACTERS) {
            throw tooLong();
        }
        String name = Letters.formC().normalize(given);
        if (name.isEmpty()) {
            throw bad("a name has 1 to " + MAX_CHARACTERS + " characters");
        }
        if (name.codePointCount(0, name.length()) > MAX_CHARACTERS) {
            throw tooLong();
        }
        int before = ' ';
        for (int i = 0; i < name.length(); ) {
            int c = name.codePointAt(i);
            int end = Variants.end(name, i);
            if (end == i) {
                requireVisible(name, i, c);
                end = i + Character.charCount(c);
            }
            boolean space = UCharacter.isSpaceChar(c);
            if (space && (c != ' ' || before == ' ' || end == name.length())) {
                throw bad("a name may hold single spaces between words, no other white space");
            }
            if (before == ' ' && Letters.isMark(c)) {
                throw bad("a name may hold a combining mark only on a character; character " + place(name, i)
                        + " stands on none");
            }
            before = c;
            i = end;
        }
        if (CombiningMarks.tooMany(name)) {
            throw bad("a name may hold " + CombiningMarks.rule());
        }
        return name;
    }

    /**
     * A usable name that is as near as possible to the wanted one: shortened, or else another.
     *
     * @param other in place of a name that cannot be used, such as the user's id
     */
    public static String nearest(String wanted, String other) {
        for (String candidate : new String[] {wanted, wanted.strip(), shortened(wanted), other, shortened(other)}) {
            try {
                return requireValid(candidate);
            } catch (ClientException unusable) {
                // The next one may do.
            }
        }
        return "user";
    }

    private static String shortened(String name) {
        int end = name.offsetByCodePoints(0, Math.min(MAX_CHARACTERS, name.codePointCount(0, name.length())));
        return name.substring(0, end).strip();
    }

    private static void requireVisible(String name, int at, int c) throws ClientException {
        if (!Invisible.isInvisible(c) || (Joiners.isJoiner(c) && Joiners.changesLetters(name, at))) {
            return;
        }
        String rule = Joiners.isJoiner(c)
                ? "a name may hold a joiner only where it changes how letters or emoji are drawn"
                : "a name may hold visible characters only";
        throw bad(rule + "; character " + place(name, at));
    }

    /** Such as {@code 3 is U+200B}. */
    private static String place(String name, int at) {
        return String.format(Locale.ROOT, "%d is U+%04X", name.codePointCount(0, at) + 1, name.codePointAt(at));
    }

    private static ClientException tooLong() {
        return bad("a name has at most " + MAX_CHARACTERS + " characters");
    }

    private static ClientException bad(String message) {
        return new ClientException(ErrorCode.BAD_NAME, message);
    }
}
