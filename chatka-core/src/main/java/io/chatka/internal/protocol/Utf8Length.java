package io.chatka.internal.protocol;

/** How long a text is in UTF-8, without encoding it. */
final class Utf8Length {
    private Utf8Length() {}

    /** @param text with no half of a surrogate pair */
    static int of(String text) {
        int length = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                // A pair has four bytes, so each half counts two.
                length += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return length;
    }

    /** The same inside quotation marks, where JSON escapes some characters with up to 6 bytes. */
    static int ofQuoted(String text) {
        int length = of(text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ') {
                length += 5;
            } else if (c == '"' || c == '\\') {
                length++;
            }
        }
        return length;
    }

    /** Counts only texts that may be too long: a char has at most three bytes. */
    static boolean exceeds(String text, int bytes) {
        return text.length() > bytes / 3 && of(text) > bytes;
    }
}
