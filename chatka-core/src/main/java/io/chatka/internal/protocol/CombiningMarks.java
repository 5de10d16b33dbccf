package io.chatka.internal.protocol;

import com.ibm.icu.lang.UScript;

/** Marks stacked on one character until they cover the lines above and below. */
final class CombiningMarks {
    /** More than any living language needs on one character, but for the scripts below. */
    static final int MAX_IN_A_ROW = 4;

    /** Of its own script's marks, on a letter of a script that writes vowels, tones or accents as marks. */
    static final int MAX_OF_ITS_SCRIPT = 8;

    /** The number signs of Arabic; nothing below but the soft hyphen is a format character. */
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

    /** A character that is not drawn does not end a tower. */
    private static boolean isUnseen(int c) {
        return switch (c) {
            // The soft hyphen, and the fillers of Hangul, which count as letters.
            case 0xAD, 0x115F, 0x1160, 0x3164, 0xFFA0 -> true;
            default -> c >= FIRST_FORMAT && Letters.isFormat(c);
        };
    }

    /** Whether no more of these marks than any character may have are of another script than their letter. */
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
