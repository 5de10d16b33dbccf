package io.chatka.internal.protocol;

/** Halves of characters: JSON can write them as escapes, but UTF-8 cannot. */
final class Surrogates {
    private Surrogates() {}

    /** Whether each half of a surrogate pair has the other one beside it. */
    static boolean arePaired(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isLowSurrogate(c)
                    || i + 1 == text.length()
                    || !Character.isLowSurrogate(text.charAt(i + 1))) {
                return false;
            }
            i++;
        }
        return true;
    }
}
