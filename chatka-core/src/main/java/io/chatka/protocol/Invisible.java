package io.chatka.protocol;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;

/** Characters that leave no ink, with which one name could pass for another. */
final class Invisible {
    private static final int BRAILLE_BLANK = 0x2800;
    private static final int TEXT_STYLE = 0xFE0E;
    private static final int EMOJI_STYLE = 0xFE0F;

    private Invisible() {}

    /**
     * Whether the character is invisible or rearranges others: controls, zero-width and bidirectional format characters,
     * fillers, unassigned and private ones. The two selectors that only style an emoji are let through.
     */
    static boolean isInvisible(int c) {
        if (c < 0x80) {
            return c < ' ' || c == 0x7F;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default ->
                c == BRAILLE_BLANK
                        || (c != TEXT_STYLE
                                && c != EMOJI_STYLE
                                && UCharacter.hasBinaryProperty(c, UProperty.DEFAULT_IGNORABLE_CODE_POINT));
        };
    }
}
