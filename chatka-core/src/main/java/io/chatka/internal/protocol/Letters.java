package io.chatka.internal.protocol;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterEnums.ECharacterCategory;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.Normalizer2;

/**
 * Properties of characters, by ICU's tables. The tables of the JVM change with its release, so
 * nodes on different JVMs would not take the same names.
 */
final class Letters {
    /**
     * Canonical_Combining_Class of signs that remove a consonant's vowel and join it to the next
     * one.
     */
    private static final int VIRAMA = 9;

    /** No character below is a mark, and most texts have nearly all their characters there. */
    private static final int FIRST_MARK = 0x300;

    private Letters() {}

    static Normalizer2 formC() {
        return Normalizer2.getNFCInstance();
    }

    static boolean isLetter(int c) {
        return UCharacter.isLetter(c);
    }

    static boolean isLetterOrDigit(int c) {
        return UCharacter.isLetterOrDigit(c);
    }

    /** A mark that is drawn on the character before it, and takes no place of its own. */
    static boolean isStackedMark(int c) {
        if (c < FIRST_MARK) {
            return false;
        }
        int category = UCharacter.getType(c);
        return category == ECharacterCategory.NON_SPACING_MARK || category == ECharacterCategory.ENCLOSING_MARK;
    }

    /** Any mark: one that is stacked, or a sign that stands beside its letter. */
    static boolean isMark(int c) {
        return isStackedMark(c)
                || (c >= FIRST_MARK && UCharacter.getType(c) == ECharacterCategory.COMBINING_SPACING_MARK);
    }

    /** A mark around its character, such as the keycap of an emoji. */
    static boolean isEnclosing(int c) {
        return UCharacter.getType(c) == ECharacterCategory.ENCLOSING_MARK;
    }

    static boolean isVirama(int c) {
        return c >= FIRST_MARK && UCharacter.getCombiningClass(c) == VIRAMA;
    }

    /** A vowel sign of an Indic script, which is drawn with the consonant before it. */
    static boolean isVowelSign(int c) {
        return UCharacter.getIntPropertyValue(c, UProperty.INDIC_SYLLABIC_CATEGORY)
                == UCharacter.IndicSyllabicCategory.VOWEL_DEPENDENT;
    }

    static int joiningType(int c) {
        return UCharacter.getIntPropertyValue(c, UProperty.JOINING_TYPE);
    }

    /** A character that a program leaves out if it does not support it. */
    static boolean isIgnorable(int c) {
        return UCharacter.hasBinaryProperty(c, UProperty.DEFAULT_IGNORABLE_CODE_POINT);
    }

    static boolean isFormat(int c) {
        return UCharacter.getType(c) == ECharacterCategory.FORMAT;
    }
}
