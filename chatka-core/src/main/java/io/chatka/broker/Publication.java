package io.chatka.broker;

import java.nio.charset.StandardCharsets;

/**
 * An event that has no place yet: a JSON object that was encoded once, with room for what only the broker knows.
 *
 * <p>The event's bytes are {@code head + seq + ',"at":' + at + tail}. Whoever assigns the place (the embedded broker,
 * a script in Redis) joins them, and nobody encodes again.
 */
public final class Publication {
    private static final byte[] AT = ascii(",\"at\":");

    private final byte[] head;
    private final byte[] tail;

    /**
     * @param type the frame's {@code type}, plain ASCII
     * @param fields the frame's other fields as JSON without the braces, such as {@code "room":"lobby","text":"hi"}
     */
    public Publication(String type, byte[] fields) {
        this.head = ascii("{\"type\":\"" + type + "\",\"seq\":");
        this.tail = new byte[fields.length + 2];
        tail[0] = ',';
        System.arraycopy(fields, 0, tail, 1, fields.length);
        tail[tail.length - 1] = '}';
    }

    /** What stands before the seq; not to be written to. */
    public byte[] head() {
        return head;
    }

    /** What stands after the time; not to be written to. */
    public byte[] tail() {
        return tail;
    }

    /**
     * The finished event.
     *
     * @param at Unix time in milliseconds
     */
    public byte[] at(long seq, long at) {
        byte[] seqDigits = ascii(Long.toString(seq));
        byte[] atDigits = ascii(Long.toString(at));
        byte[] json = new byte[head.length + seqDigits.length + AT.length + atDigits.length + tail.length];
        int end = append(json, 0, head);
        end = append(json, end, seqDigits);
        end = append(json, end, AT);
        end = append(json, end, atDigits);
        append(json, end, tail);
        return json;
    }

    private static int append(byte[] target, int offset, byte[] part) {
        System.arraycopy(part, 0, target, offset, part.length);
        return offset + part.length;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
