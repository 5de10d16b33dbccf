package io.chatka.protocol;

/** Marks stacked on one character until they cover the lines above and below. */
final class CombiningMarks {
    /** More than any living language needs on one character. */
    static final int MAX_IN_A_ROW = 4;

    private CombiningMarks() {}

    static boolean tooMany(String text) {
        int run = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            run = isMark(c) ? run + 1 : 0;
            if (run > MAX_IN_A_ROW) {
                return true;
            }
        }
        return false;
    }

    private static boolean isMark(int c) {
        // Nothing below U+0300 is a mark, and nearly every character of most texts is there.
        if (c < 0x300) {
            return false;
        }
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }
}
