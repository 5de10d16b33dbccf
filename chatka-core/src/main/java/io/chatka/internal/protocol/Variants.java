package io.chatka.internal.protocol;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.lang.UScript;

/**
 * Sequences in which invisible characters choose how a visible one is drawn: emoji (Unicode
 * Technical Standard 51, section 1.4.9) and the variants of ideographs and letters.
 */
final class Variants {
    private static final int TEXT_STYLE = 0xFE0E;
    private static final int EMOJI_STYLE = 0xFE0F;
    private static final int KEYCAP = 0x20E3;
    private static final int BLACK_FLAG = 0x1F3F4;
    private static final int CANCEL_TAG = 0xE007F;

    /**
     * A region is two letters for the country and one to three letters or digits for a part of it.
     */
    private static final int SHORTEST_REGION = 3;

    private static final int LONGEST_REGION = 5;

    private Variants() {}

    /**
     * The end of the sequence that begins with the character at the start; the start if it begins
     * none.
     */
    static int end(String text, int start) {
        int base = text.codePointAt(start);
        if (start + Character.charCount(base) == text.length()) {
            return start;
        }
        return isEmoji(base) ? endOfEmoji(text, start) : endOfVariant(text, start, base);
    }

    /** The end of one emoji, or of several that are joined to one, such as a family. */
    private static int endOfEmoji(String text, int start) {
        int end = endOfElement(text, start);
        while (next(text, end) == Joiners.JOINER && isEmoji(next(text, end + 1))) {
            end = endOfElement(text, end + 1);
        }
        return end;
    }

    /** The end of one emoji, its style and skin, or the tags of its region if it is a flag. */
    private static int endOfElement(String text, int start) {
        int base = text.codePointAt(start);
        int end = start + Character.charCount(base);
        if (base == BLACK_FLAG) {
            int tagged = endOfRegion(text, end);
            if (tagged > end) {
                return tagged;
            }
        }
        int next = next(text, end);
        if (next == TEXT_STYLE || next == EMOJI_STYLE) {
            end++;
            next = next(text, end);
        }
        boolean skin = next >= 0 && UCharacter.hasBinaryProperty(next, UProperty.EMOJI_MODIFIER);
        return skin ? end + Character.charCount(next) : end;
    }

    private static int endOfRegion(String text, int start) {
        int end = start;
        int length = 0;
        while (isTag(next(text, end))) {
            end += 2;
            length++;
        }
        boolean region = length >= SHORTEST_REGION && length <= LONGEST_REGION && next(text, end) == CANCEL_TAG;
        return region ? end + 2 : start;
    }

    /** Whether the character is the tag of a small letter or a digit. */
    private static boolean isTag(int c) {
        return (c >= 0xE0061 && c <= 0xE007A) || (c >= 0xE0030 && c <= 0xE0039);
    }

    private static int endOfVariant(String text, int start, int base) {
        int end = start + Character.charCount(base);
        int selector = next(text, end);
        if (selector < 0x180B) {
            return start;
        }
        if (selector == EMOJI_STYLE) {
            boolean key = (base >= '0' && base <= '9') || base == '#' || base == '*';
            return key && next(text, end + 1) == KEYCAP ? end + 2 : start;
        }
        return selects(selector, base) ? end + Character.charCount(selector) : start;
    }

    /** Whether Unicode has variants of the character's script that this selector chooses. */
    private static boolean selects(int selector, int base) {
        if (selector >= 0xE0100 && selector <= 0xE01EF) {
            return UScript.getScript(base) == UScript.HAN;
        }
        return switch (selector) {
            case 0xFE00 ->
                switch (UScript.getScript(base)) {
                    case UScript.HAN, UScript.MYANMAR, UScript.PHAGS_PA -> Letters.isLetter(base);
                    default -> false;
                };
            case 0xFE01, 0xFE02 -> UScript.getScript(base) == UScript.HAN;
            case 0x180B, 0x180C, 0x180D, 0x180E, 0x180F ->
                UScript.getScript(base) == UScript.MONGOLIAN && Letters.isLetter(base);
            default -> false;
        };
    }

    private static boolean isEmoji(int c) {
        return c >= 0x80
                && UCharacter.hasBinaryProperty(c, UProperty.EXTENDED_PICTOGRAPHIC)
                && UCharacter.hasBinaryProperty(c, UProperty.EMOJI);
    }

    /** The character at the index; -1 at the end of the text. */
    private static int next(String text, int at) {
        return at < text.length() ? text.codePointAt(at) : -1;
    }
}
