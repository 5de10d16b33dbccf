package io.chatka.internal.protocol;

import static io.chatka.internal.protocol.Frames.fields;
import static io.chatka.internal.protocol.Frames.frame;
import static io.chatka.internal.protocol.Frames.write;

import com.fasterxml.jackson.core.JsonGenerator;
import io.chatka.api.Act;
import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.EventKind;
import io.chatka.internal.broker.Publication;
import io.chatka.internal.broker.RoomState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** What members hear of the acts of moderators, as UTF-8 JSON. */
public final class ModerationFrames {
    private static final byte[] SHADOWED = ",\"shadowed\":true}".getBytes(StandardCharsets.US_ASCII);

    private ModerationFrames() {}

    /** What moderators have set in a room, as the value of {@code state}. */
    public static String roomState(RoomState state) {
        return new String(
                write(json -> {
                    json.writeStartObject();
                    json.writeNumberField("slow", state.slowSeconds());
                    json.writeStringField("speak", speakers(state).wireName());
                    json.writeBooleanField("closed", state.isClosed());
                    pinned(json, state);
                    json.writeEndObject();
                }),
                StandardCharsets.UTF_8);
    }

    /** What has changed between two states; null if members see no difference. */
    public static byte[] roomChanged(String room, RoomState before, RoomState now) {
        boolean slow = before.slowSeconds() != now.slowSeconds();
        boolean speak = before.speak() != now.speak();
        boolean closed = before.isClosed() != now.isClosed();
        boolean pinned = !same(before.pinned(), now.pinned());
        if (!slow && !speak && !closed && !pinned) {
            return null;
        }
        return frame("room", json -> {
            json.writeStringField("room", room);
            if (slow) {
                json.writeNumberField("slow", now.slowSeconds());
            }
            if (speak) {
                json.writeStringField("speak", speakers(now).wireName());
            }
            if (closed) {
                json.writeBooleanField("closed", now.isClosed());
            }
            if (pinned) {
                pinned(json, now);
            }
        });
    }

    /** Who may say something. */
    public static Act.Speakers speakers(RoomState state) {
        return switch (state.speak()) {
            case GUEST -> Act.Speakers.EVERYONE;
            case MEMBER -> Act.Speakers.MEMBERS;
            default -> Act.Speakers.MODERATORS;
        };
    }

    private static void pinned(JsonGenerator json, RoomState state) throws IOException {
        json.writeArrayFieldStart("pinned");
        for (byte[] message : state.pinned()) {
            json.writeRawValue(new String(message, StandardCharsets.UTF_8));
        }
        json.writeEndArray();
    }

    private static boolean same(List<byte[]> one, List<byte[]> other) {
        return Arrays.deepEquals(one.toArray(), other.toArray());
    }

    /** The receiver is muted. */
    public static byte[] roomMuted(String room, long until, String reason) {
        return frame("room", json -> {
            json.writeStringField("room", room);
            json.writeObjectFieldStart("you");
            json.writeNumberField("mutedUntil", until);
            if (reason != null) {
                json.writeStringField("reason", reason);
            }
            json.writeEndObject();
        });
    }

    /** The receiver is muted no more. */
    public static byte[] roomUnmuted(String room) {
        return frame("room", json -> {
            json.writeStringField("room", room);
            json.writeObjectFieldStart("you");
            json.writeNullField("mutedUntil");
            json.writeEndObject();
        });
    }

    /** @param reason that a moderator gave, or null */
    public static byte[] left(String room, LeftCode code, String reason) {
        return frame("left", json -> {
            json.writeStringField("room", room);
            json.writeStringField("code", code.wireName());
            if (reason != null) {
                json.writeStringField("reason", reason);
            }
        });
    }

    /** An event's bytes as moderators get them. */
    public static byte[] asModeratorsSee(Event event) {
        return event.kind().equals(EventKind.SHADOWED) ? marked(event.json()) : event.json();
    }

    /** A shadowed message, as moderators get it. */
    public static byte[] marked(byte[] message) {
        byte[] marked = Arrays.copyOf(message, message.length - 1 + SHADOWED.length);
        System.arraycopy(SHADOWED, 0, marked, message.length - 1, SHADOWED.length);
        return marked;
    }

    /** The event that tells of the removal of one text. */
    public static Publication deleted(String room, long target) {
        return removal(room, EventKind.DELETED, json -> json.writeNumberField("target", target));
    }

    /** The event that tells of the removal of all texts of one user. */
    public static Publication cleared(String room, String user) {
        return removal(room, EventKind.CLEARED, json -> json.writeStringField("user", user));
    }

    private static Publication removal(String room, EventKind kind, Frames.Content what) {
        byte[] fields = fields(json -> {
            json.writeStringField("room", room);
            what.writeTo(json);
        });
        return new Publication(kind, "deleted", fields, null, null);
    }

    /** How the fields of all messages of a user in a room begin; see {@link MessageFrames#author}. */
    public static byte[] authorStart(String room, String user) {
        byte[] whole = fields(json -> {
            json.writeStringField("room", room);
            json.writeObjectFieldStart("from");
            json.writeStringField("id", user);
            json.writeEndObject();
        });
        // More fields of the author follow the id.
        whole[whole.length - 1] = ',';
        return whole;
    }
}
