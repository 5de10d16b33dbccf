package io.chatka.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.chatka.internal.admin.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/** JSON of the API. */
final class Json {
    /** Numbers keep their digits: {@code data} of a message is passed on as it is. */
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array(Collection<String> texts) {
        ArrayNode array = MAPPER.createArrayNode();
        texts.forEach(array::add);
        return array;
    }

    /** An array of values that are JSON already. */
    static ArrayNode raw(Collection<String> values) {
        ArrayNode array = MAPPER.createArrayNode();
        values.forEach(value -> array.addRawValue(new RawValue(value)));
        return array;
    }

    static byte[] bytes(JsonNode node) {
        try {
            return (MAPPER.writeValueAsString(node) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    static Answer answer(JsonNode node) {
        return Answer.json(200, bytes(node));
    }

    /** @throws Problem if the bytes are not one JSON value in UTF-8 */
    static JsonNode read(byte[] utf8) {
        try {
            JsonNode read = MAPPER.readTree(utf8);
            if (read == null || read.isMissingNode()) {
                throw Problem.field("body", "the body is empty; this needs a JSON object");
            }
            return read;
        } catch (IOException malformed) {
            throw Problem.field("body", "the body is not one JSON value, or an object in it has a name twice");
        }
    }

    static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    static String text(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
