package io.chatka.internal.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.chatka.api.User;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What nodes tell each other about a room's members, as JSON in a note of the broker.
 *
 * @param node the sender
 * @param members connections of that node in the room
 * @param ask whether the other nodes should send their members and all their names
 * @param looks names in the room on that node, so that every node notices look-alikes
 * @param users users in the room on that node, so that every node counts each of them once
 * @param wanted nodes that should send all their names and users again, because the sender has missed some
 */
public record PresenceNote(
        String node,
        int members,
        boolean ask,
        List<User> joined,
        List<User> left,
        LookChanges looks,
        UserChanges users,
        List<String> wanted) {
    private static final JsonFactory JSON = new JsonFactory();

    /** The number of a node's members, without names. */
    public static PresenceNote count(String node, int members) {
        return new PresenceNote(
                node, members, false, List.of(), List.of(), LookChanges.NONE, UserChanges.NONE, List.of());
    }

    public byte[] encode() {
        return Frames.write(json -> {
            json.writeStartObject();
            json.writeStringField("node", node);
            json.writeNumberField("members", members);
            json.writeBooleanField("ask", ask);
            Frames.people(json, "joined", joined);
            Frames.people(json, "left", left);
            if (!looks.equals(LookChanges.NONE)) {
                looks.write(json);
            }
            if (!users.equals(UserChanges.NONE)) {
                users.write(json);
            }
            if (!wanted.isEmpty()) {
                json.writeArrayFieldStart("wanted");
                for (String from : wanted) {
                    json.writeString(from);
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        });
    }

    /** Empty if the bytes are not such a note, but one of a newer version or of another program. */
    public static Optional<PresenceNote> decode(byte[] bytes) {
        String node = null;
        int members = -1;
        boolean ask = false;
        List<User> joined = List.of();
        List<User> left = List.of();
        LookChanges looks = LookChanges.NONE;
        UserChanges users = UserChanges.NONE;
        List<String> wanted = List.of();
        try (JsonParser parser = JSON.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                switch (field) {
                    case "node" -> node = parser.getValueAsString();
                    case "members" -> members = parser.getIntValue();
                    case "ask" -> ask = parser.getBooleanValue();
                    case "joined" -> joined = people(parser);
                    case "left" -> left = people(parser);
                    case "looks" -> looks = LookChanges.read(parser);
                    case "users" -> users = UserChanges.read(parser);
                    case "wanted" -> wanted = strings(parser);
                    default -> parser.skipChildren();
                }
            }
        } catch (IOException notANote) {
            return Optional.empty();
        }
        return node == null || members < 0
                ? Optional.empty()
                : Optional.of(new PresenceNote(node, members, ask, joined, left, looks, users, wanted));
    }

    private static List<User> people(JsonParser parser) throws IOException {
        List<User> people = new ArrayList<>();
        require(parser, JsonToken.START_ARRAY);
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            String id = null;
            String name = null;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                switch (field) {
                    case "id" -> id = parser.getValueAsString();
                    case "name" -> name = parser.getValueAsString();
                    default -> parser.skipChildren();
                }
            }
            if (id != null && name != null) {
                people.add(new User(id, name, "guest"));
            }
        }
        require(parser, JsonToken.END_ARRAY);
        return people;
    }

    private static List<String> strings(JsonParser parser) throws IOException {
        List<String> strings = new ArrayList<>();
        require(parser, JsonToken.START_ARRAY);
        while (parser.nextToken() == JsonToken.VALUE_STRING) {
            strings.add(parser.getText());
        }
        require(parser, JsonToken.END_ARRAY);
        return strings;
    }

    private static void require(JsonParser parser, JsonToken token) throws IOException {
        if (parser.currentToken() != token) {
            throw new IOException("no list");
        }
    }
}
