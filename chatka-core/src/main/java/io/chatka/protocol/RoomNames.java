package io.chatka.protocol;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/** What a room may be called: 1 to 128 bytes of UTF-8 in NFC; letters, marks, digits and {@code . _ - :}. */
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
        boolean ascii = true;
        for (int i = 0, character = 1; i < name.length(); character++) {
            int c = name.codePointAt(i);
            if (!allowed(c) || (i == 0 && isMark(c))) {
                throw bad(String.format(
                        "a room name may hold letters, digits and . _ - : only; character %d is U+%04X", character, c));
            }
            ascii &= c < 0x80;
            i += Character.charCount(c);
        }
        if (name.length() > MAX_BYTES || (!ascii && name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES)) {
            throw bad("a room name has at most " + MAX_BYTES + " bytes of UTF-8");
        }
        if (!ascii && !Normalizer.isNormalized(name, Normalizer.Form.NFC)) {
            throw bad("a room name has to be in Unicode normalization form C");
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
        return (Character.isLetterOrDigit(c) || isMark(c)) && !Invisible.isInvisible(c);
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static ClientException bad(String message) {
        return new ClientException(ErrorCode.BAD_ROOM, message);
    }
}
