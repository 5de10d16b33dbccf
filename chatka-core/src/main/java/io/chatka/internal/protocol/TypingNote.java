package io.chatka.internal.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.chatka.api.User;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A user types in a room on another node, as JSON in a note of the broker.
 *
 * @param node the sender
 */
public record TypingNote(String node, User user, boolean lookalike) {
    /** Begins each of these notes, and no other note about a room. */
    private static final byte[] START = "{\"typing\":".getBytes(StandardCharsets.US_ASCII);

    private static final JsonFactory JSON = new JsonFactory();

    public static boolean is(byte[] note) {
        return note.length > START.length && Arrays.equals(START, Arrays.copyOf(note, START.length));
    }

    public byte[] encode() {
        return Frames.write(json -> {
            json.writeStartObject();
            json.writeStringField("typing", user.id());
            json.writeStringField("name", user.name());
            json.writeStringField("role", user.role());
            json.writeBooleanField("lookalike", lookalike);
            json.writeStringField("node", node);
            json.writeEndObject();
        });
    }

    /** Empty if the bytes are not such a note, but one of a newer version or of another program. */
    public static Optional<TypingNote> decode(byte[] bytes) {
        String id = null;
        String name = null;
        String role = null;
        String node = null;
        boolean lookalike = false;
        try (JsonParser parser = JSON.createParser(bytes)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                switch (field) {
                    case "typing" -> id = parser.getValueAsString();
                    case "name" -> name = parser.getValueAsString();
                    case "role" -> role = parser.getValueAsString();
                    case "node" -> node = parser.getValueAsString();
                    case "lookalike" -> lookalike = parser.getBooleanValue();
                    default -> parser.skipChildren();
                }
            }
        } catch (IOException notANote) {
            return Optional.empty();
        }
        return id == null || name == null || role == null || node == null
                ? Optional.empty()
                : Optional.of(new TypingNote(node, new User(id, name, role), lookalike));
    }
}
