package io.chatka.internal.broker;

import java.nio.charset.StandardCharsets;

/**
 * An event that has no place yet: a JSON object, encoded once, but for the values that only the
 * broker knows.
 *
 * <p>The event's bytes are {@code head + seq + ',"at":' + at + tail}. The embedded broker or a
 * script in Redis assigns the place and joins them; nobody encodes again.
 *
 * <p>A publication with a key is published once: another one with the same key, in the same room
 * and within the broker's window, gets the place of the first and is not published. The key is no
 * part of the event.
 */
public final class Publication {
    private static final byte[] AT = ascii(",\"at\":");

    private final EventKind kind;
    private final byte[] head;
    private final byte[] tail;
    private final String key;
    private final Sender sender;

    /** A message that the room's state does not refuse; see the other constructor. */
    public Publication(String type, byte[] fields, String key) {
        this(EventKind.MESSAGE, type, fields, key, null);
    }

    /**
     * @param type the frame's {@code type}, plain ASCII
     * @param fields the frame's other fields as JSON without the braces, such as
     *     {@code "room":"lobby","text":"hi"}
     * @param key by which the broker recognises a repetition; null for none
     * @param sender whom the room's state and its sanctions may keep from speaking; null for a
     *     publication that they do not concern
     */
    public Publication(EventKind kind, String type, byte[] fields, String key, Sender sender) {
        this.kind = kind;
        this.key = key;
        this.sender = sender;
        this.head = ascii("{\"type\":\"" + type + "\",\"seq\":");
        this.tail = new byte[fields.length + 2];
        tail[0] = ',';
        System.arraycopy(fields, 0, tail, 1, fields.length);
        tail[tail.length - 1] = '}';
    }

    public EventKind kind() {
        return kind;
    }

    /** The bytes before the seq; read-only. */
    public byte[] head() {
        return head;
    }

    /** The bytes after the time; read-only. */
    public byte[] tail() {
        return tail;
    }

    /** By which the broker recognises a repetition, or null. */
    public String key() {
        return key;
    }

    /** Whom the room may keep from speaking, or null. */
    public Sender sender() {
        return sender;
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
