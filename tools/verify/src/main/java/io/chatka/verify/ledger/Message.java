package io.chatka.verify.ledger;

/**
 * A frame with a place in a room's order as it came: {@code message} or {@code deleted}.
 *
 * @param sender {@code from.id}; empty where there is no text
 * @param removal what it says to be gone; null for a text
 * @param frame the whole frame, to compare
 */
public record Message(String room, long seq, String sender, String text, Removal removal, String frame) {
    private static final char EDGE = '~';

    /** A text that somebody said. */
    public Message(String room, long seq, String sender, String text, String frame) {
        this(room, seq, sender, text, null, frame);
    }

    /** The same frame, taken for another removal. */
    public Message with(Removal other) {
        return new Message(room, seq, sender, text, other, frame);
    }

    /** Whether it has only the place of a text that is gone. */
    public boolean tombstone() {
        return removal instanceof Removal.Here;
    }

    /** For the story. */
    String describe() {
        return "seq " + seq + ", " + (removal == null ? key() : removal);
    }

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
