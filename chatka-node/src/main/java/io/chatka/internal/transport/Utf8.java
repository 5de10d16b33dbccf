package io.chatka.internal.transport;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Checks that bytes are UTF-8 (RFC 3629): a whole array, or by an instance part by part, where a
 * part may end inside a character.
 */
final class Utf8 {
    private static final int FIRST_CONTINUATION = 0x80;
    private static final int LAST_CONTINUATION = 0xBF;

    /** Bytes that the character at the end of the last part still needs. */
    private int missing;

    /**
     * Bounds of the next byte; narrower after some first bytes, to rule out overlong forms and
     * surrogates.
     */
    private int low = FIRST_CONTINUATION;

    private int high = LAST_CONTINUATION;

    static boolean isValid(byte[] bytes) {
        int i = 0;
        while (i < bytes.length && bytes[i] >= 0) {
            i++;
        }
        if (i == bytes.length) {
            return true;
        }
        try {
            // A new decoder reports malformed input.
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, i, bytes.length - i));
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }

    /** Whether what has come so far can be the beginning of UTF-8. */
    boolean accept(byte[] part) {
        for (byte signed : part) {
            int next = signed & 0xFF;
            if (missing > 0) {
                if (next < low || next > high) {
                    return false;
                }
                missing--;
                low = FIRST_CONTINUATION;
                high = LAST_CONTINUATION;
            } else if (next >= FIRST_CONTINUATION && !begin(next)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the last character has all its bytes. */
    boolean isComplete() {
        return missing == 0;
    }

    /** RFC 3629, section 4. */
    private boolean begin(int first) {
        if (first < 0xC2 || first > 0xF4) {
            return false;
        }
        missing = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
        switch (first) {
            case 0xE0 -> low = 0xA0;
            case 0xED -> high = 0x9F;
            case 0xF0 -> low = 0x90;
            case 0xF4 -> high = 0x8F;
            default -> {}
        }
        return true;
    }
}
