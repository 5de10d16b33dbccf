package io.chatka.internal.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Names that a node has gained and lost in a room: a part of a {@link PresenceNote}.
 *
 * @param since the version that these changes apply to; 0 if the parts are all names
 * @param version the version after this and all other parts; 0 if the node has sent no name yet
 * @param part the number of this part, from 0
 * @param parts the number of parts
 * @param pending whether the node holds names back because it has just begun to listen
 */
public record LookChanges(
        int since, int version, int part, int parts, boolean pending, List<Arrival> came, List<Look> went) {
    /** The maximum number of arrivals in one note, and of departures. */
    public static final int MOST = 1000;

    /** A node without names, or of a version that does not send them. */
    public static final LookChanges NONE = new LookChanges(0, 0, 0, 1, false, List.of(), List.of());

    private static final int LOOK_BYTES = 2 * Long.BYTES;
    private static final int ARRIVAL_BYTES = LOOK_BYTES + Integer.BYTES + Long.BYTES;

    /**
     * @param order lower is earlier; nodes that knew of each other agreed on it, without clocks
     * @param user a hash of the id of the only user that has the name on that node; 0 if several
     *     users have it
     */
    public record Arrival(Look look, int order, long user) {}

    /** Whether there are no names, only a version. */
    public boolean isEmpty() {
        return came.isEmpty() && went.isEmpty();
    }

    void write(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("looks");
        json.writeNumberField("since", since);
        json.writeNumberField("version", version);
        if (parts > 1) {
            json.writeNumberField("part", part);
            json.writeNumberField("parts", parts);
        }
        if (pending) {
            json.writeBooleanField("pending", true);
        }
        if (!came.isEmpty()) {
            ByteBuffer bytes = ByteBuffer.allocate(came.size() * ARRIVAL_BYTES);
            came.forEach(
                    arrival -> put(bytes, arrival.look).putInt(arrival.order).putLong(arrival.user));
            json.writeBinaryField("came", bytes.array());
        }
        if (!went.isEmpty()) {
            ByteBuffer bytes = ByteBuffer.allocate(went.size() * LOOK_BYTES);
            went.forEach(look -> put(bytes, look));
            json.writeBinaryField("went", bytes.array());
        }
        json.writeEndObject();
    }

    /** @param parser at the object's start */
    static LookChanges read(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new IOException("no names");
        }
        int since = 0;
        int version = 0;
        int part = 0;
        int parts = 1;
        boolean pending = false;
        List<Arrival> came = List.of();
        List<Look> went = List.of();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "since" -> since = parser.getIntValue();
                case "version" -> version = parser.getIntValue();
                case "part" -> part = parser.getIntValue();
                case "parts" -> parts = parser.getIntValue();
                case "pending" -> pending = parser.getBooleanValue();
                case "came" -> came = arrivals(records(parser, ARRIVAL_BYTES));
                case "went" -> went = looks(records(parser, LOOK_BYTES));
                default -> parser.skipChildren();
            }
        }
        return new LookChanges(since, version, part, parts, pending, came, went);
    }

    private static ByteBuffer records(JsonParser parser, int size) throws IOException {
        byte[] bytes = parser.getBinaryValue();
        if (bytes.length % size != 0 || bytes.length / size > MOST) {
            throw new IOException("no list of names");
        }
        return ByteBuffer.wrap(bytes);
    }

    private static List<Arrival> arrivals(ByteBuffer bytes) {
        List<Arrival> arrivals = new ArrayList<>(bytes.remaining() / ARRIVAL_BYTES);
        while (bytes.hasRemaining()) {
            arrivals.add(new Arrival(look(bytes), bytes.getInt(), bytes.getLong()));
        }
        return arrivals;
    }

    private static List<Look> looks(ByteBuffer bytes) {
        List<Look> looks = new ArrayList<>(bytes.remaining() / LOOK_BYTES);
        while (bytes.hasRemaining()) {
            looks.add(look(bytes));
        }
        return looks;
    }

    private static ByteBuffer put(ByteBuffer bytes, Look look) {
        return bytes.putLong(look.skeleton()).putLong(look.name());
    }

    private static Look look(ByteBuffer bytes) {
        return new Look(bytes.getLong(), bytes.getLong());
    }
}
