package io.chatka.internal.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.chatka.api.User;
import io.chatka.internal.broker.EventKind;
import io.chatka.internal.broker.Publication;
import io.chatka.internal.broker.Sender;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The events that users make: a message is encoded once, without its place, which the broker gives
 * it. UTF-8 JSON.
 */
public final class MessageFrames {
    private static final byte[] TEXT = ",\"text\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = ",\"data\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ANNOUNCEMENT = ",\"announcement\":true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AT = ",\"at\":".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_BEFORE_AT = 64;
    private static final byte[] NOTHING = {};

    private MessageFrames() {}

    /**
     * A sender and its room, for {@link #message}: encoded once, not again for each message.
     *
     * @param role of the sender in this room
     */
    public static byte[] author(String room, User from, String role, boolean lookalike) {
        return Frames.fields(json -> authorFields(json, room, from, role, lookalike));
    }

    static void authorFields(JsonGenerator json, String room, User from, String role, boolean lookalike)
            throws IOException {
        json.writeStringField("room", room);
        json.writeObjectFieldStart("from");
        json.writeStringField("id", from.id());
        json.writeStringField("name", from.name());
        json.writeStringField("role", role);
        if (lookalike) {
            json.writeBooleanField("lookalike", true);
        }
        json.writeEndObject();
    }

    /**
     * A message without its place: encodes everything but {@code seq} and {@code at}, once.
     *
     * @param author from {@link #author}
     * @param text without unpaired surrogates; null for none
     * @param data JSON; null for none
     */
    public static Publication message(byte[] author, String text, String data, String key, Sender sender) {
        return message(EventKind.MESSAGE, author, text, data, key, sender);
    }

    /** @param kind {@code MESSAGE} or {@code SHADOWED} */
    public static Publication message(
            EventKind kind, byte[] author, String text, String data, String key, Sender sender) {
        return new Publication(kind, "message", content(author, text, data, NOTHING), key, sender);
    }

    /** A message that stands out. */
    public static Publication announcement(byte[] author, String text, String data, String key, Sender sender) {
        return new Publication(EventKind.MESSAGE, "message", content(author, text, data, ANNOUNCEMENT), key, sender);
    }

    private static byte[] content(byte[] author, String text, String data, byte[] last) {
        byte[] quoted = text == null ? NOTHING : JsonStringEncoder.getInstance().quoteAsUTF8(text);
        byte[] raw = data == null ? NOTHING : data.getBytes(StandardCharsets.UTF_8);
        ByteBuffer fields = ByteBuffer.allocate(
                author.length + TEXT.length + quoted.length + 1 + DATA.length + raw.length + last.length);
        fields.put(author);
        if (text != null) {
            fields.put(TEXT).put(quoted).put((byte) '"');
        }
        if (data != null) {
            fields.put(DATA).put(raw);
        }
        fields.put(last);
        return Arrays.copyOf(fields.array(), fields.position());
    }

    /**
     * The time of an event, in Unix milliseconds; 0 if the bytes have none where events have it.
     */
    public static long at(byte[] event) {
        int start = 0;
        int last = Math.min(event.length - AT.length, MOST_BEFORE_AT);
        while (start < last && !Arrays.equals(event, start, start + AT.length, AT, 0, AT.length)) {
            start++;
        }
        long at = 0;
        for (int i = start + AT.length; i < event.length && event[i] >= '0' && event[i] <= '9'; i++) {
            at = at * 10 + event[i] - '0';
        }
        return at;
    }
}
