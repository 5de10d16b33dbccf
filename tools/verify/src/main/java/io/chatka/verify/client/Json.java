package io.chatka.verify.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatka.verify.ledger.Message;
import io.chatka.verify.ledger.Removal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Frames of {@code chatka.v1} to and from JSON. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ObjectNode command(String type, long id) {
        return MAPPER.createObjectNode().put("type", type).put("id", id);
    }

    /** @throws UncheckedIOException if it is no JSON */
    static JsonNode parse(String frame) {
        try {
            return MAPPER.readTree(frame);
        } catch (JsonProcessingException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }

    static boolean isError(JsonNode reply) {
        return "error".equals(reply.path("type").asText());
    }

    /** A {@code message} or {@code deleted} frame. */
    static Message message(JsonNode node, String frame) {
        Removal removal = removal(node);
        return new Message(
                node.path("room").asText(),
                node.path("seq").asLong(),
                node.path("from").path("id").asText(),
                node.path("text").asText(),
                removal,
                // A tombstone that takes the place of a text on its way may have white space to the text's length.
                removal instanceof Removal.Here ? node.toString() : frame);
    }

    private static Removal removal(JsonNode node) {
        if (!"deleted".equals(node.path("type").asText())) {
            return node.path("deleted").asBoolean() ? new Removal.Here() : null;
        }
        return node.has("user")
                ? new Removal.AllBy(node.path("user").asText())
                : new Removal.Of(node.path("target").asLong());
    }

    /** The messages of a {@code history} frame, each with the very characters that it came in. */
    static List<Message> messages(String history) {
        List<Message> messages = new ArrayList<>();
        try (JsonParser parser = MAPPER.createParser(history)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean array = "messages".equals(parser.currentName()) && parser.nextToken() == JsonToken.START_ARRAY;
                if (!array) {
                    if (parser.currentToken() == JsonToken.FIELD_NAME) {
                        parser.nextToken();
                    }
                    parser.skipChildren();
                    continue;
                }
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    int from = (int) parser.currentTokenLocation().getCharOffset();
                    parser.skipChildren();
                    String frame = history.substring(
                            from, (int) parser.currentLocation().getCharOffset());
                    messages.add(message(parse(frame), frame));
                }
            }
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
        return messages;
    }
}
