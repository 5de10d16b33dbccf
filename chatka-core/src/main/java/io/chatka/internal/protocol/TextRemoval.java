package io.chatka.internal.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.EventKind;
import io.chatka.internal.broker.Tombstones;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What an event of the kind {@code DELETED} or {@code CLEARED} takes out of a room: the text of one
 * message, or all earlier texts of one user. Finds these texts in what is still on its way to
 * clients.
 */
public final class TextRemoval {
    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] START = ascii("{\"type\":\"message\",\"seq\":");
    private static final byte[] AT = ascii(",\"at\":");
    private static final byte[] END = ascii(",\"deleted\":true}");

    private final String epoch;

    /** The one message; 0 for those of a user. */
    private final long target;

    /** Messages before this place are concerned. */
    private final long before;

    /** {@code "room":"lobby"} */
    private final byte[] room;

    /** See {@link ModerationFrames#authorStart}; null for one message. */
    private final byte[] author;

    private TextRemoval(Event event, String room, long target, String user) {
        this.epoch = event.epoch();
        this.target = target;
        this.before = event.seq();
        this.room = Frames.fields(json -> json.writeStringField("room", room));
        this.author = user == null ? null : ModerationFrames.authorStart(room, user);
    }

    /** Null if the event takes nothing out. */
    public static TextRemoval of(String room, Event event) {
        if (!event.kind().equals(EventKind.DELETED) && !event.kind().equals(EventKind.CLEARED)) {
            return null;
        }
        long target = 0;
        String user = null;
        try (JsonParser json = JSON.createParser(event.json())) {
            json.nextToken();
            for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
                json.nextToken();
                switch (field) {
                    case "target" -> target = json.getLongValue();
                    case "user" -> user = json.getText();
                    default -> json.skipChildren();
                }
            }
        } catch (IOException otherForm) {
            return null;
        }
        return target == 0 && user == null ? null : new TextRemoval(event, room, target, user);
    }

    /** The tombstone of an event that is concerned; any other event as it is. */
    public Event applyTo(Event event) {
        return event.epoch().equals(epoch) && Tombstones.isMessage(event.kind()) && concerns(event)
                ? Tombstones.of(event)
                : event;
    }

    private boolean concerns(Event event) {
        return author == null ? event.seq() == target : event.seq() < before && Tombstones.isBy(author, event.json());
    }

    /**
     * Takes the texts out of a frame: a message, or an answer that contains messages. A tombstone and
     * white space take the place of each, so that the length stays.
     *
     * @param utf8 JSON as this server writes it
     * @return the same array if it contains nothing that is concerned; otherwise another one
     */
    public byte[] applyTo(byte[] utf8) {
        byte[] changed = utf8;
        for (int at = indexOf(utf8, START, 0); at >= 0; at = indexOf(utf8, START, at + START.length)) {
            int text = endOfPlace(utf8, at);
            if (text < 0 || startsWith(utf8, text, END)) {
                continue;
            }
            int end = endOfObject(utf8, text);
            if (end < 0) {
                break;
            }
            changed = changed == utf8 ? utf8.clone() : changed;
            System.arraycopy(END, 0, changed, text, END.length);
            Arrays.fill(changed, text + END.length, end, (byte) ' ');
        }
        return changed;
    }

    /** Where the room's name ends in a message that is concerned; otherwise -1. */
    private int endOfPlace(byte[] utf8, int message) {
        int at = message + START.length;
        long seq = 0;
        for (; at < utf8.length && isDigit(utf8[at]); at++) {
            seq = seq * 10 + utf8[at] - '0';
        }
        boolean here = author == null ? seq == target : seq < before;
        if (!here || !startsWith(utf8, at, AT)) {
            return -1;
        }
        at += AT.length;
        while (at < utf8.length && isDigit(utf8[at])) {
            at++;
        }
        int fields = at + 1;
        return startsWith(utf8, fields, room) && (author == null || startsWith(utf8, fields, author))
                ? fields + room.length
                : -1;
    }

    /** The position behind the brace that closes the object, from a position inside it; -1 if there is none. */
    private static int endOfObject(byte[] json, int from) {
        int depth = 1;
        boolean quoted = false;
        for (int i = from; i < json.length; i++) {
            byte c = json[i];
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return i + 1;
            }
        }
        return -1;
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }

    private static boolean startsWith(byte[] bytes, int at, byte[] part) {
        return at + part.length <= bytes.length && Arrays.equals(bytes, at, at + part.length, part, 0, part.length);
    }

    private static int indexOf(byte[] bytes, byte[] part, int from) {
        for (int i = from; i <= bytes.length - part.length; i++) {
            if (bytes[i] == part[0] && startsWith(bytes, i, part)) {
                return i;
            }
        }
        return -1;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
