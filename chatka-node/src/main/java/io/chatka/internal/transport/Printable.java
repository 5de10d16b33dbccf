package io.chatka.internal.transport;

import java.util.function.IntPredicate;

/** Escapes text from clients and operators, so that log lines and messages can show it. */
final class Printable {
    private static final int MOST = 100;

    private Printable() {}

    /**
     * For text of clients: at most {@value #MOST} characters, all but printable ASCII as Unicode
     * escapes.
     */
    static String of(String text) {
        String shown = escaped(text, MOST, c -> c >= 0x20 && c <= 0x7E && c != '"' && c != '\\');
        return text.codePointCount(0, text.length()) > MOST ? shown + "..." : shown;
    }

    /**
     * For text of operators: letters of any language stay, invisible characters become Unicode
     * escapes.
     */
    static String visibly(String text) {
        return escaped(text, Integer.MAX_VALUE, c -> switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        });
    }

    private static String escaped(String text, int most, IntPredicate plain) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(most).forEach(c -> {
            if (plain.test(c)) {
                shown.appendCodePoint(c);
            } else {
                shown.append(String.format(c > 0xFFFF ? "\\u{%x}" : "\\u%04x", c));
            }
        });
        return shown.toString();
    }
}
