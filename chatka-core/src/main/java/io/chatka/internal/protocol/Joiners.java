package io.chatka.internal.protocol;

import com.ibm.icu.lang.UCharacter.JoiningType;

/**
 * The two invisible characters that words need: U+200C separates letters that would be joined, and
 * U+200D joins letters that would be separate. A name may have one only where it changes how
 * letters are drawn (Unicode Standard Annex 31, section 2.3). Anywhere else it would only make one
 * name pass for another.
 */
final class Joiners {
    static final int NON_JOINER = 0x200C;
    static final int JOINER = 0x200D;

    private Joiners() {}

    static boolean isJoiner(int c) {
        return c == NON_JOINER || c == JOINER;
    }

    /** @param at the index of a joiner in the text */
    static boolean changesLetters(String text, int at) {
        int after = at + 1;
        if (text.charAt(at) == NON_JOINER) {
            return breaksCursive(text, at, after) || (followsVirama(text, at) && letterFollows(text, after));
        }
        if (followsVirama(text, at)) {
            return after == text.length() || !Letters.isVowelSign(text.codePointAt(after));
        }
        return joinsToVirama(text, at, after);
    }

    /**
     * Rule A1: between two letters that would be joined, as in Arabic and Mongolian. Marks on the
     * letters are ignored.
     */
    private static boolean breaksCursive(String text, int at, int after) {
        int before = at;
        while (before > 0 && Letters.joiningType(text.codePointBefore(before)) == JoiningType.TRANSPARENT) {
            before -= Character.charCount(text.codePointBefore(before));
        }
        while (after < text.length() && Letters.joiningType(text.codePointAt(after)) == JoiningType.TRANSPARENT) {
            after += Character.charCount(text.codePointAt(after));
        }
        if (before == 0 || after == text.length()) {
            return false;
        }
        int left = Letters.joiningType(text.codePointBefore(before));
        int right = Letters.joiningType(text.codePointAt(after));
        return (left == JoiningType.DUAL_JOINING || left == JoiningType.LEFT_JOINING)
                && (right == JoiningType.DUAL_JOINING || right == JoiningType.RIGHT_JOINING);
    }

    /**
     * Rules A2 and B: after a consonant whose vowel a virama removes, as in Sinhala and Devanagari.
     */
    private static boolean followsVirama(String text, int at) {
        int before = at;
        boolean virama = false;
        while (before > 0) {
            int c = text.codePointBefore(before);
            if (!Letters.isMark(c)) {
                return virama && Letters.isLetter(c);
            }
            virama |= Letters.isVirama(c);
            before -= Character.charCount(c);
        }
        return false;
    }

    private static boolean letterFollows(String text, int after) {
        int next = after;
        while (next < text.length() && Letters.isStackedMark(text.codePointAt(next))) {
            next += Character.charCount(text.codePointAt(next));
        }
        return next < text.length() && Letters.isLetter(text.codePointAt(next));
    }

    /**
     * Between a consonant and its virama, with another consonant after it: this chooses between two
     * ligatures in Bengali, Kannada and Sinhala (The Unicode Standard, chapter 12).
     */
    private static boolean joinsToVirama(String text, int at, int after) {
        return at > 0
                && Letters.isLetter(text.codePointBefore(at))
                && after < text.length()
                && Letters.isVirama(text.codePointAt(after))
                && letterFollows(text, after + Character.charCount(text.codePointAt(after)));
    }
}
