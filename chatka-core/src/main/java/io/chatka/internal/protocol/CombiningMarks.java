package io.chatka.internal.protocol;

import com.ibm.icu.lang.UScript;

/** Finds marks that are stacked on one character until they cover the lines above and below. */
final class CombiningMarks {
    /** Enough for every living language on one character, except in the scripts below. */
    static final int MAX_IN_A_ROW = 4;

    /**
     * The limit on a letter of a script that writes vowels, tones or accents as marks. No more than
     * {@link #MAX_IN_A_ROW} of them may be marks of other scripts.
     */
    static final int MAX_OF_ITS_SCRIPT = 8;

    /** A number sign of Arabic. Below it, only the soft hyphen is a format character. */
    private static final int FIRST_FORMAT = 0x600;

    private static final int[] STACKING = {
        UScript.ARABIC,
        UScript.HEBREW,
        UScript.SYRIAC,
        UScript.THAANA,
        UScript.NKO,
        UScript.MANDAEAN,
        UScript.SAMARITAN,
        UScript.DEVANAGARI,
        UScript.BENGALI,
        UScript.GURMUKHI,
        UScript.GUJARATI,
        UScript.ORIYA,
        UScript.TAMIL,
        UScript.TELUGU,
        UScript.KANNADA,
        UScript.MALAYALAM,
        UScript.SINHALA,
        UScript.NEWA,
        UScript.TIRHUTA,
        UScript.GRANTHA,
        UScript.THAI,
        UScript.LAO,
        UScript.TIBETAN,
        UScript.MYANMAR,
        UScript.KHMER,
        UScript.LANNA,
        UScript.CHAM,
        UScript.BALINESE,
        UScript.JAVANESE,
        UScript.SUNDANESE,
        UScript.BUGINESE,
        UScript.BATAK,
        UScript.LIMBU,
        UScript.LEPCHA,
        UScript.MEITEI_MAYEK,
        UScript.CHAKMA
    };

    private CombiningMarks() {}

    /** The limit, for error messages. */
    static String rule() {
        return "at most " + MAX_IN_A_ROW + " combining marks in a row, or " + MAX_OF_ITS_SCRIPT
                + " of a script that stacks them, such as Thai, on a letter of the same";
    }

    static boolean tooMany(String text) {
        int run = 0;
        int base = -1;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (Letters.isStackedMark(c)) {
                if (++run > MAX_OF_ITS_SCRIPT) {
                    return true;
                }
            } else if (!isUnseen(c)) {
                if (run > MAX_IN_A_ROW && !stacks(text, base, i)) {
                    return true;
                }
                run = 0;
                base = i;
            }
            i += Character.charCount(c);
        }
        return run > MAX_IN_A_ROW && !stacks(text, base, text.length());
    }

    /** Whether the character is not drawn, so that the marks after it are stacked on the others. */
    private static boolean isUnseen(int c) {
        return switch (c) {
            // The soft hyphen, and the fillers of Hangul, which count as letters.
            case 0xAD, 0x115F, 0x1160, 0x3164, 0xFFA0 -> true;
            default -> c >= FIRST_FORMAT && Letters.isFormat(c);
        };
    }

    /** Whether the letter's script stacks marks, and few enough of these are of another script. */
    private static boolean stacks(String text, int base, int end) {
        int script = base < 0 ? UScript.INVALID_CODE : stackingScript(text.codePointAt(base));
        if (script == UScript.INVALID_CODE) {
            return false;
        }
        int others = 0;
        for (int i = base; i < end; i = text.offsetByCodePoints(i, 1)) {
            int c = text.codePointAt(i);
            if (Letters.isStackedMark(c) && !UScript.hasScript(c, script)) {
                others++;
            }
        }
        return others <= MAX_IN_A_ROW;
    }

    private static int stackingScript(int letter) {
        for (int script : STACKING) {
            if (UScript.hasScript(letter, script)) {
                return script;
            }
        }
        return UScript.INVALID_CODE;
    }
}
