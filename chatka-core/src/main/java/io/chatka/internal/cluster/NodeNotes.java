package io.chatka.internal.cluster;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The notes by which nodes announce themselves, as JSON. A node ignores fields that it does not
 * know.
 */
final class NodeNotes {
    private static final JsonFactory JSON = new JsonFactory();

    /** Bounds the interval that another node claims to have. */
    private static final long MAX_EVERY = Duration.ofHours(1).toMillis();

    /**
     * @param node the name of the sender
     * @param every how often it sends one; zero if it does not say
     */
    record Note(String node, Duration every, NodeState state) {}

    private NodeNotes() {}

    static byte[] write(String node, Duration every, NodeState state) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("node", node);
            json.writeStringField("state", state.state().name());
            json.writeNumberField("everyMillis", every.toMillis());
            json.writeNumberField("connections", state.connections());
            json.writeNumberField("limit", state.limit());
            json.writeNumberField("perSecond", state.perSecond());
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** Empty if the bytes are not such a note, but one of a newer version or of another program. */
    static Optional<Note> read(byte[] bytes) {
        String node = null;
        String state = null;
        long every = 0;
        Map<String, Integer> numbers = new HashMap<>();
        try (JsonParser json = JSON.createParser(bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                JsonToken value = json.nextToken();
                switch (name) {
                    case "node" -> node = json.getValueAsString();
                    case "state" -> state = json.getValueAsString();
                    case "everyMillis" -> every = Math.max(0, Math.min(MAX_EVERY, json.getValueAsLong(0)));
                    case "connections", "limit", "perSecond" -> numbers.put(name, Math.max(0, json.getValueAsInt(-1)));
                    default -> {
                        if (value.isStructStart()) {
                            json.skipChildren();
                        }
                    }
                }
            }
            if (node == null || state == null || numbers.size() < 3) {
                return Optional.empty();
            }
            return Optional.of(new Note(
                    node,
                    Duration.ofMillis(every),
                    new NodeState(
                            numbers.get("connections"),
                            numbers.get("limit"),
                            numbers.get("perSecond"),
                            NodeState.State.valueOf(state))));
        } catch (IOException | IllegalArgumentException noNote) {
            return Optional.empty();
        }
    }
}
