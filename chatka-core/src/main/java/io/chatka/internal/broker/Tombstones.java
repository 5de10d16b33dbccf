package io.chatka.internal.broker;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What stands in the place of a message whose text nobody may read any more. A message's bytes begin
 * with {@code {"type":"message","seq":7,"at":1700000000000,"room":"lobby",}; its tombstone keeps
 * that, and has {@code "deleted":true} in place of the rest.
 */
public final class Tombstones {
    private static final byte[] BEFORE_ROOM = ascii(",\"room\":\"");
    private static final byte[] BEFORE_FIELDS = ascii(",\"at\":");
    private static final byte[] END = ascii(",\"deleted\":true}");

    /** How many bytes may come before the room: type, seq and time. */
    private static final int LONGEST_START = 96;

    private Tombstones() {}

    /**
     * @param message the bytes of a message
     * @throws IllegalArgumentException if they are not those of one
     */
    public static byte[] of(byte[] message) {
        int room = indexOf(message, BEFORE_ROOM, LONGEST_START);
        int end = room < 0 ? -1 : endOfString(message, room + BEFORE_ROOM.length);
        if (end < 0) {
            throw new IllegalArgumentException("this is not a message");
        }
        byte[] tombstone = Arrays.copyOf(message, end + END.length);
        System.arraycopy(END, 0, tombstone, end, END.length);
        return tombstone;
    }

    /** The tombstone of an event, in the same place; the event itself if it is no message. */
    public static Event of(Event event) {
        return isMessage(event.kind())
                ? new Event(event.epoch(), event.seq(), EventKind.TOMBSTONE, of(event.json()))
                : event;
    }

    /** Whether events of this kind have a text that can be removed. */
    public static boolean isMessage(EventKind kind) {
        return kind.equals(EventKind.MESSAGE) || kind.equals(EventKind.SHADOWED);
    }

    /**
     * Whether the event is a message of this author.
     *
     * @param author see {@link Removal.OfAuthor}
     */
    public static boolean isBy(byte[] author, byte[] message) {
        int at = indexOf(message, BEFORE_FIELDS, LONGEST_START);
        if (at < 0) {
            return false;
        }
        int fields = at + BEFORE_FIELDS.length;
        while (fields < message.length && message[fields] != ',') {
            fields++;
        }
        fields++;
        return message.length >= fields + author.length
                && Arrays.equals(message, fields, fields + author.length, author, 0, author.length);
    }

    private static int endOfString(byte[] json, int from) {
        for (int i = from; i < json.length; i++) {
            if (json[i] == '\\') {
                i++;
            } else if (json[i] == '"') {
                return i + 1;
            }
        }
        return -1;
    }

    private static int indexOf(byte[] bytes, byte[] part, int most) {
        int last = Math.min(bytes.length - part.length, most);
        for (int i = 0; i <= last; i++) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        return -1;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
