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
                // Two halves of a pair have two bytes each.
                length += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return length;
    }

    /** The same inside quotation marks, where JSON writes some characters as escapes of up to 6 bytes. */
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

    /** @param bytes that it may have; most texts need no counting */
    static boolean exceeds(String text, int bytes) {
        return text.length() > bytes / 3 && of(text) > bytes;
    }
}
