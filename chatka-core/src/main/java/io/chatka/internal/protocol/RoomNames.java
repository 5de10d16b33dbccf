package io.chatka.internal.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The rules for a room's name: 1 to 128 bytes of UTF-8 in NFC; letters with their marks and
 * {@linkplain Joiners joiners}, digits and {@code . _ - :}.
 */
public final class RoomNames {
    private static final int MAX_BYTES = 128;

    private RoomNames() {}

    /**
     * @return the name, as it was given
     * @throws ClientException {@code bad_room}, naming the first character that may not be there
     */
    public static String requireValid(String name) throws ClientException {
        if (name.isEmpty()) {
            throw bad("a room needs a name of 1 to " + MAX_BYTES + " bytes");
        }
        // A character has at least one byte, so this name is too long; the rest is not looked at.
        if (name.length() > MAX_BYTES) {
            throw tooLong();
        }
        boolean ascii = true;
        for (int i = 0, character = 1; i < name.length(); character++) {
            int c = name.codePointAt(i);
            if (!(allowed(c) || allowedHere(name, i, c)) || (i == 0 && Letters.isMark(c))) {
                throw bad(String.format(
                        Locale.ROOT,
                        "a room name may hold letters, digits and . _ - : only; character %d is U+%04X",
                        character,
                        c));
            }
            ascii &= c < 0x80;
            i += Character.charCount(c);
        }
        if (ascii) {
            return name;
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw tooLong();
        }
        if (!Letters.formC().isNormalized(name)) {
            throw bad("a room name has to be in Unicode normalization form C");
        }
        if (CombiningMarks.tooMany(name)) {
            throw bad("a room name may hold " + CombiningMarks.rule());
        }
        return name;
    }

    private static boolean allowed(int c) {
        if (c < 0x80) {
            return (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '.'
                    || c == '_'
                    || c == '-'
                    || c == ':';
        }
        return (Letters.isLetterOrDigit(c) || (Letters.isMark(c) && !Letters.isEnclosing(c)))
                && !Invisible.isInvisible(c);
    }

    private static boolean allowedHere(String name, int at, int c) {
        return Joiners.isJoiner(c) && Joiners.changesLetters(name, at);
    }

    private static ClientException tooLong() {
        return bad("a room name has at most " + MAX_BYTES + " bytes of UTF-8");
    }

    private static ClientException bad(String message) {
        return new ClientException(ErrorCode.BAD_ROOM, message);
    }
}
