package io.chatka.verify.ledger;

/**
 * A {@code message} frame as it came.
 *
 * @param sender {@code from.id}
 * @param frame the whole frame, to compare
 */
public record Message(String room, long seq, String sender, String text, String frame) {
    private static final char EDGE = '~';

    /** A text by which {@link #key()} finds the key again. */
    public static String text(String key, String rest) {
        return EDGE + key + EDGE + rest;
    }

    /** The key under which this was sent, or null if it does not look like one of ours. */
    public String key() {
        int end = text.isEmpty() || text.charAt(0) != EDGE ? -1 : text.indexOf(EDGE, 1);
        return end < 0 ? null : text.substring(1, end);
    }
}
