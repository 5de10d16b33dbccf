package io.chatka.internal.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The users that a node has in a room: a part of a {@link PresenceNote}. The number is exact. The
 * hashes of the users' ids tell other nodes which of them they have as well; a node with many users
 * tells only the hashes that end in {@code level} zero bits.
 *
 * @param count users on that node, each once
 * @param level how many low bits of each hash are zero
 * @param since the version that these changes apply to; 0 if {@code came} is all hashes
 * @param version the version after this note; 0 if the node tells no hashes now
 */
public record UserChanges(int count, int level, int since, int version, List<Long> came, List<Long> went) {
    /** The maximum number of hashes that a node tells, and so of arrivals in one note. */
    public static final int MOST = 4096;

    /** A node of a version that does not count users. */
    public static final UserChanges NONE = new UserChanges(-1, 0, 0, 0, List.of(), List.of());

    private static final int MAX_LEVEL = 32;

    /** Only the number, without hashes. */
    public static UserChanges count(int count) {
        return new UserChanges(count, 0, 0, 0, List.of(), List.of());
    }

    /** Whether there are no hashes, only the number and a version. */
    public boolean isEmpty() {
        return came.isEmpty() && went.isEmpty();
    }

    void write(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("users");
        json.writeNumberField("count", count);
        if (level > 0) {
            json.writeNumberField("level", level);
        }
        if (version != 0) {
            json.writeNumberField("since", since);
            json.writeNumberField("version", version);
        }
        write(json, "came", came);
        write(json, "went", went);
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, List<Long> hashes) throws IOException {
        if (!hashes.isEmpty()) {
            ByteBuffer bytes = ByteBuffer.allocate(hashes.size() * Long.BYTES);
            hashes.forEach(bytes::putLong);
            json.writeBinaryField(name, bytes.array());
        }
    }

    /** @param parser at the object's start */
    static UserChanges read(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new IOException("no users");
        }
        int count = -1;
        int level = 0;
        int since = 0;
        int version = 0;
        List<Long> came = List.of();
        List<Long> went = List.of();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "count" -> count = parser.getIntValue();
                case "level" -> level = parser.getIntValue();
                case "since" -> since = parser.getIntValue();
                case "version" -> version = parser.getIntValue();
                case "came" -> came = hashes(parser);
                case "went" -> went = hashes(parser);
                default -> parser.skipChildren();
            }
        }
        if (count < 0 || level < 0 || level > MAX_LEVEL) {
            throw new IOException("no number of users");
        }
        return new UserChanges(count, level, since, version, came, went);
    }

    private static List<Long> hashes(JsonParser parser) throws IOException {
        byte[] bytes = parser.getBinaryValue();
        if (bytes.length % Long.BYTES != 0 || bytes.length / Long.BYTES > MOST) {
            throw new IOException("no list of hashes");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        List<Long> hashes = new ArrayList<>(bytes.length / Long.BYTES);
        while (buffer.hasRemaining()) {
            hashes.add(buffer.getLong());
        }
        return hashes;
    }
}
