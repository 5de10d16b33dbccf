package io.chatka.internal.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.chatka.api.Grant;
import io.chatka.api.User;
import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.HistoryPage;
import io.chatka.internal.broker.Position;
import io.chatka.internal.broker.Publication;
import io.chatka.internal.broker.Receipt;
import io.chatka.internal.broker.Sanction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Every frame that the server sends, as UTF-8 JSON. Field order is what a person reads best: type first. */
public final class Frames {
    private static final JsonFactory JSON = JsonFactory.builder()
            // An emoji is 4 bytes of UTF-8, or 12 of escapes.
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();

    private static final byte[] MESSAGES = ",\"messages\":[".getBytes(StandardCharsets.US_ASCII);

    private Frames() {}

    /** What {@code welcome} announces. Times in milliseconds, frame and data in bytes, text in characters. */
    public record Terms(
            long heartbeatInterval, long heartbeatTimeout, int text, int data, int frame, int rooms, long keys) {}

    /**
     * @param expires in how many milliseconds the session's token expires; left out if negative
     * @param guest the token by which a guest stays the same; null for none
     */
    public static byte[] welcome(String session, User user, long expires, String guest, Terms terms) {
        return frame("welcome", json -> {
            json.writeStringField("protocol", "chatka.v1");
            json.writeStringField("session", session);
            json.writeObjectFieldStart("user");
            identity(json, user);
            if (user.avatar() != null) {
                json.writeStringField("avatar", user.avatar());
            }
            json.writeEndObject();
            if (expires >= 0) {
                json.writeNumberField("expires", expires);
            }
            if (guest != null) {
                json.writeStringField("guest", guest);
            }
            json.writeObjectFieldStart("heartbeat");
            json.writeNumberField("interval", terms.heartbeatInterval());
            json.writeNumberField("timeout", terms.heartbeatTimeout());
            json.writeEndObject();
            json.writeObjectFieldStart("limits");
            json.writeNumberField("text", terms.text());
            json.writeNumberField("data", terms.data());
            json.writeNumberField("frame", terms.frame());
            json.writeNumberField("rooms", terms.rooms());
            json.writeNumberField("keys", terms.keys());
            json.writeEndObject();
        });
    }

    public static byte[] ok(CommandId id) {
        return frame("ok", json -> writeId(json, id));
    }

    /** The answer to a {@code refresh}: in how many milliseconds the new token expires. */
    public static byte[] refreshed(CommandId id, long expires) {
        return frame("ok", json -> {
            writeId(json, id);
            json.writeNumberField("expires", expires);
        });
    }

    /** The answer to a {@code say} that waits for a moderator. */
    public static byte[] held(CommandId id) {
        return frame("ok", json -> {
            writeId(json, id);
            json.writeBooleanField("held", true);
        });
    }

    /** The answer to a {@code say}: the place that the message has. */
    public static byte[] ok(CommandId id, Receipt receipt) {
        return frame("ok", json -> {
            writeId(json, id);
            json.writeStringField("epoch", receipt.position().epoch());
            json.writeNumberField("seq", receipt.position().seq());
            if (receipt.duplicate()) {
                json.writeBooleanField("duplicate", true);
            }
        });
    }

    /** The start of the answer to a {@code history}; a {@link #page} follows. */
    public static byte[] history(CommandId id) {
        byte[] whole = frame("history", json -> writeId(json, id));
        return Arrays.copyOf(whole, whole.length - 1);
    }

    /**
     * The rest of the frame that {@link #history} begins: a page, with the messages as they were
     * delivered. It is the same for all clients that ask for it.
     */
    public static byte[] page(String room, HistoryPage page) {
        byte[] fields = fields(json -> {
            json.writeStringField("room", room);
            json.writeStringField("epoch", page.top().epoch());
            json.writeBooleanField("more", page.more());
        });
        int length = 1 + fields.length + MESSAGES.length + page.events().size() + 2;
        for (Event event : page.events()) {
            length += event.json().length;
        }
        ByteBuffer frame = ByteBuffer.allocate(length);
        frame.put((byte) ',').put(fields).put(MESSAGES);
        String separator = "";
        for (Event event : page.events()) {
            frame.put(separator.getBytes(StandardCharsets.US_ASCII)).put(event.json());
            separator = ",";
        }
        frame.put((byte) ']').put((byte) '}');
        return Arrays.copyOf(frame.array(), frame.position());
    }

    /** The start of the answer to a {@code members}; {@link #members(String, List, String)} follows. */
    public static byte[] members(CommandId id) {
        byte[] whole = frame("members", json -> writeId(json, id));
        return Arrays.copyOf(whole, whole.length - 1);
    }

    /**
     * The rest of the frame that {@link #members(CommandId)} begins: a part of the list. It is the
     * same for all clients that ask for it.
     *
     * @param next the id to continue after; null if this is the end
     */
    public static byte[] members(String room, List<ListedUser> members, String next) {
        byte[] fields = fields(json -> {
            json.writeStringField("room", room);
            listed(json, members);
            if (next != null) {
                json.writeStringField("next", next);
            }
        });
        return ByteBuffer.allocate(fields.length + 2)
                .put((byte) ',')
                .put(fields)
                .put((byte) '}')
                .array();
    }

    static void listed(JsonGenerator json, List<ListedUser> members) throws IOException {
        json.writeArrayFieldStart("members");
        for (ListedUser listed : members) {
            json.writeStartObject();
            json.writeStringField("id", listed.user().id());
            json.writeStringField("name", listed.user().name());
            json.writeStringField("role", listed.role());
            if (listed.user().avatar() != null) {
                json.writeStringField("avatar", listed.user().avatar());
            }
            json.writeNumberField("connections", listed.connections());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /**
     * A user types in the room.
     *
     * @param role of the user in this room
     */
    public static byte[] typing(String room, User from, String role, boolean lookalike) {
        return frame("typing", json -> MessageFrames.authorFields(json, room, from, role, lookalike));
    }

    /**
     * @param id null if the error answers no command, or one without an id
     * @param retryAfterMillis left out if negative
     */
    public static byte[] error(CommandId id, ErrorCode code, String message, long retryAfterMillis) {
        return error(id, code, message, retryAfterMillis, 0, null);
    }

    /**
     * @param until when a sanction ends, in Unix milliseconds; left out if 0
     * @param reason that a moderator gave; left out if null
     */
    public static byte[] error(
            CommandId id, ErrorCode code, String message, long retryAfterMillis, long until, String reason) {
        return frame("error", json -> {
            writeId(json, id);
            json.writeStringField("code", code.wireName());
            json.writeStringField("message", message);
            if (retryAfterMillis >= 0) {
                json.writeNumberField("retryAfter", retryAfterMillis);
            }
            if (until > 0) {
                json.writeNumberField("until", until);
            }
            if (reason != null) {
                json.writeStringField("reason", reason);
            }
        });
    }

    public static byte[] pong(CommandId id) {
        return frame("pong", json -> writeId(json, id));
    }

    /**
     * What a member is told of itself in {@code joined}.
     *
     * @param mute null if it is not muted
     */
    public record You(String role, Set<Grant> grants, Sanction mute) {}

    /** Connections and users in a room, on all nodes. */
    public record Count(long members, long users) {}

    /** @param state from {@link ModerationFrames#roomState} */
    public static byte[] joined(String room, Position position, boolean recovered, Count count, String state, You you) {
        return frame("joined", json -> {
            json.writeStringField("room", room);
            json.writeStringField("epoch", position.epoch());
            json.writeNumberField("seq", position.seq());
            json.writeBooleanField("recovered", recovered);
            json.writeNumberField("members", count.members());
            json.writeNumberField("users", count.users());
            json.writeFieldName("state");
            json.writeRawValue(state);
            json.writeObjectFieldStart("you");
            json.writeStringField("role", you.role());
            json.writeArrayFieldStart("grants");
            for (Grant grant : Grant.values()) {
                if (you.grants().contains(grant)) {
                    json.writeString(grant.name().toLowerCase(Locale.ROOT));
                }
            }
            json.writeEndArray();
            if (you.mute() != null) {
                json.writeNumberField("mutedUntil", you.mute().until());
            }
            json.writeEndObject();
        });
    }

    public static byte[] presence(
            String room, long members, long users, Collection<User> joined, Collection<User> left) {
        return frame("presence", json -> {
            json.writeStringField("room", room);
            json.writeNumberField("members", members);
            json.writeNumberField("users", users);
            people(json, "joined", joined);
            people(json, "left", left);
        });
    }

    /** The client does not get the messages {@code from} to {@code to}, both included. */
    public static byte[] gap(String room, long from, long to) {
        return frame("gap", json -> {
            json.writeStringField("room", room);
            json.writeNumberField("from", from);
            json.writeNumberField("to", to);
        });
    }

    /** The room's presence mode has changed. */
    public static byte[] roomPresence(String room, String mode) {
        return frame("room", json -> {
            json.writeStringField("room", room);
            json.writeStringField("presence", mode);
        });
    }

    /** The broker has become unavailable to the room, or available again. */
    public static byte[] roomDegraded(String room, boolean degraded) {
        return frame("room", json -> {
            json.writeStringField("room", room);
            json.writeBooleanField("degraded", degraded);
        });
    }

    /** The room has a new epoch. */
    public static byte[] roomEpoch(String room, Position position) {
        return frame("room", json -> {
            json.writeStringField("room", room);
            json.writeStringField("epoch", position.epoch());
            json.writeNumberField("seq", position.seq());
        });
    }

    /** @param reconnectMillis the wait before the client reconnects; negative for never */
    public static byte[] bye(CloseCode code, long reconnectMillis) {
        return frame("bye", json -> {
            json.writeNumberField("code", code.number());
            json.writeStringField("reason", code.text());
            if (reconnectMillis >= 0) {
                json.writeNumberField("reconnect", reconnectMillis);
            } else {
                json.writeBooleanField("reconnect", false);
            }
        });
    }

    /** A list of people as the field {@code name}, each with id and name. */
    static void people(JsonGenerator json, String name, Collection<User> users) throws IOException {
        json.writeArrayFieldStart(name);
        for (User user : users) {
            json.writeStartObject();
            json.writeStringField("id", user.id());
            json.writeStringField("name", user.name());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void identity(JsonGenerator json, User user) throws IOException {
        json.writeStringField("id", user.id());
        json.writeStringField("name", user.name());
        json.writeStringField("role", user.role());
    }

    private static void writeId(JsonGenerator json, CommandId id) throws IOException {
        if (id == null) {
            return;
        }
        json.writeFieldName("id");
        if (id.number()) {
            json.writeNumber(id.text());
        } else {
            json.writeString(id.text());
        }
    }

    static byte[] frame(String type, Content content) {
        return write(json -> {
            json.writeStartObject();
            json.writeStringField("type", type);
            content.writeTo(json);
            json.writeEndObject();
        });
    }

    /** The fields without the braces around them, which {@link Publication} adds. */
    static byte[] fields(Content content) {
        byte[] object = write(json -> {
            json.writeStartObject();
            content.writeTo(json);
            json.writeEndObject();
        });
        byte[] inner = new byte[object.length - 2];
        System.arraycopy(object, 1, inner, 0, inner.length);
        return inner;
    }

    static byte[] write(Content content) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(256);
                JsonGenerator json = JSON.createGenerator(bytes)) {
            content.writeTo(json);
            json.flush();
            return bytes.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory failed", impossible);
        }
    }

    /** Writes part of a frame. */
    interface Content {
        void writeTo(JsonGenerator json) throws IOException;
    }
}
