package io.chatka.internal.broker;

import java.nio.charset.StandardCharsets;

/**
 * An event that has no place yet: a JSON object that was encoded once, with room for what only the broker knows.
 *
 * <p>The event's bytes are {@code head + seq + ',"at":' + at + tail}. Whoever assigns the place (the embedded broker,
 * a script in Redis) joins them, and nobody encodes again.
 *
 * <p>A publication with a key is published once: another one with the same key, in the same room and within the broker's
 * window, gets the first one's place and is not published. The key is no part of the event.
 */
public final class Publication {
    private static final byte[] AT = ascii(",\"at\":");

    private final byte[] head;
    private final byte[] tail;
    private final String key;

    /**
     * @param type the frame's {@code type}, plain ASCII
     * @param fields the frame's other fields as JSON without the braces, such as {@code "room":"lobby","text":"hi"}
     * @param key what a repetition of this publication is recognised by, plain ASCII; null for nothing
     */
    public Publication(String type, byte[] fields, String key) {
        this.key = key;
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

    /** What a repetition is recognised by, or null. */
    public String key() {
        return key;
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
