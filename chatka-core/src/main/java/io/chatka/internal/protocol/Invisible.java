package io.chatka.internal.protocol;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterEnums.ECharacterCategory;
import com.ibm.icu.lang.UProperty;

/** Characters that are not drawn, by which one name could pass for another. */
final class Invisible {
    private static final int BRAILLE_BLANK = 0x2800;

    private Invisible() {}

    /**
     * Whether the character is invisible or rearranges others: controls, zero-width and
     * bidirectional format characters, selectors of variants, fillers, unassigned and private ones.
     */
    static boolean isInvisible(int c) {
        if (c < 0x80) {
            return c < ' ' || c == 0x7F;
        }
        return switch (UCharacter.getType(c)) {
            case ECharacterCategory.CONTROL,
                    ECharacterCategory.SURROGATE,
                    ECharacterCategory.PRIVATE_USE,
                    ECharacterCategory.UNASSIGNED,
                    ECharacterCategory.LINE_SEPARATOR,
                    ECharacterCategory.PARAGRAPH_SEPARATOR -> true;
            // The signs that stand below the digits of a number, as in Arabic, are drawn.
            case ECharacterCategory.FORMAT -> !UCharacter.hasBinaryProperty(c, UProperty.PREPENDED_CONCATENATION_MARK);
            default -> c == BRAILLE_BLANK || Letters.isIgnorable(c);
        };
    }
}
