package io.chatka.internal.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.chatka.api.User;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What nodes ask and tell each other for a list of a room's members, as JSON in a note of the broker. */
public sealed interface MembersNote {

    /**
     * Asks all other nodes for a part of their users in the room.
     *
     * @param node that asks
     * @param number of the question, unique on that node
     * @param after only users with greater ids
     * @param limit maximum number of users
     */
    record Question(String node, long number, String after, int limit) implements MembersNote {}

    /**
     * Answers a question.
     *
     * @param node that answers
     * @param to the node that asked
     * @param members in the order of their ids
     * @param more whether the node has further users
     */
    record Answer(String node, String to, long number, List<ListedUser> members, boolean more) implements MembersNote {}

    /** The maximum number of users in a list. */
    int MOST = 100;

    /** Begins each of these notes, and no other note about a room. */
    byte[] START = "{\"list\":".getBytes(StandardCharsets.US_ASCII);

    JsonFactory JSON = new JsonFactory();

    static boolean is(byte[] note) {
        return note.length > START.length && Arrays.equals(START, Arrays.copyOf(note, START.length));
    }

    static byte[] encode(MembersNote note) {
        return Frames.write(json -> {
            json.writeStartObject();
            if (note instanceof Question question) {
                json.writeNumberField("list", question.number);
                json.writeStringField("node", question.node);
                json.writeStringField("after", question.after);
                json.writeNumberField("limit", question.limit);
            } else if (note instanceof Answer answer) {
                json.writeNumberField("list", answer.number);
                json.writeStringField("node", answer.node);
                json.writeStringField("to", answer.to);
                Frames.listed(json, answer.members);
                json.writeBooleanField("more", answer.more);
            }
            json.writeEndObject();
        });
    }

    /** Empty if the bytes are not such a note, but one of a newer version or of another program. */
    static Optional<MembersNote> decode(byte[] bytes) {
        long number = 0;
        String node = null;
        String after = null;
        String to = null;
        int limit = 0;
        boolean more = false;
        List<ListedUser> members = List.of();
        try (JsonParser parser = JSON.createParser(bytes)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                switch (field) {
                    case "list" -> number = parser.getLongValue();
                    case "node" -> node = parser.getValueAsString();
                    case "after" -> after = parser.getValueAsString();
                    case "to" -> to = parser.getValueAsString();
                    case "limit" -> limit = parser.getIntValue();
                    case "more" -> more = parser.getBooleanValue();
                    case "members" -> members = members(parser);
                    default -> parser.skipChildren();
                }
            }
        } catch (IOException notANote) {
            return Optional.empty();
        }
        if (node == null) {
            return Optional.empty();
        }
        if (to != null) {
            return Optional.of(new Answer(node, to, number, members, more));
        }
        return after == null || limit < 1
                ? Optional.empty()
                : Optional.of(new Question(node, number, after, Math.min(limit, MOST)));
    }

    private static List<ListedUser> members(JsonParser parser) throws IOException {
        List<ListedUser> members = new ArrayList<>();
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new IOException("no list");
        }
        while (parser.nextToken() == JsonToken.START_OBJECT && members.size() < MOST) {
            members.add(member(parser));
        }
        return members;
    }

    private static ListedUser member(JsonParser parser) throws IOException {
        String id = null;
        String name = null;
        String role = null;
        String avatar = null;
        int connections = 0;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "id" -> id = parser.getValueAsString();
                case "name" -> name = parser.getValueAsString();
                case "role" -> role = parser.getValueAsString();
                case "avatar" -> avatar = parser.getValueAsString();
                case "connections" -> connections = parser.getIntValue();
                default -> parser.skipChildren();
            }
        }
        if (id == null || name == null || role == null || connections < 1) {
            throw new IOException("no member");
        }
        return new ListedUser(new User(id, name, role, avatar, null), role, connections);
    }
}
