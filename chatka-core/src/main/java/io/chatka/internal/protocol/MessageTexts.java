package io.chatka.internal.protocol;

import java.util.Locale;

/**
 * The rules for a message's text: not empty; no control characters except tab and line ends;
 * {@linkplain CombiningMarks no towers of marks}. All line ends of Unicode (Standard Annex 14) are
 * allowed: slides and word processors write VT, FF, NEL, U+2028 and U+2029.
 */
final class MessageTexts {
    private static final char NEXT_LINE = 0x85;

    private MessageTexts() {}

    /** @param maxLength in Unicode code points */
    static void requireValid(String text, int maxLength) throws ClientException {
        if (text.isEmpty()) {
            throw new ClientException(ErrorCode.BAD_TEXT, "\"text\" is empty; leave it out to send data alone");
        }
        if (text.length() > maxLength && text.codePointCount(0, text.length()) > maxLength) {
            throw new ClientException(
                    ErrorCode.TOO_LONG,
                    "\"text\" has " + text.codePointCount(0, text.length()) + " characters; at most " + maxLength
                            + " are allowed");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' && (c < '\t' || c > '\r')) || (c >= 0x7F && c < 0xA0 && c != NEXT_LINE)) {
                throw new ClientException(
                        ErrorCode.BAD_TEXT,
                        String.format(
                                Locale.ROOT,
                                "\"text\" may hold no control character but tab and line ends; it has U+%04X",
                                (int) c));
            }
        }
        if (CombiningMarks.tooMany(text)) {
            throw new ClientException(ErrorCode.BAD_TEXT, "\"text\" may hold " + CombiningMarks.rule());
        }
    }
}
