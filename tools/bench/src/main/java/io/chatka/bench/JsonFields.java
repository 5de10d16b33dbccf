package io.chatka.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The numbers and strings of a JSON object; those of objects in it as {@code outer.inner}, and no deeper. */
final class JsonFields {
    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, String> values = new HashMap<>();

    private JsonFields() {}

    /** @throws IOException if that is no JSON */
    static JsonFields of(byte[] bytes, int from, int to) throws IOException {
        JsonFields fields = new JsonFields();
        try (JsonParser parser = JSON.createParser(bytes, from, to - from)) {
            String outer = "";
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_OBJECT && ++depth == 2) {
                    outer = parser.currentName() + '.';
                    fields.values.put(parser.currentName(), "");
                } else if (token == JsonToken.END_OBJECT && --depth == 1) {
                    outer = "";
                } else if (token == JsonToken.START_ARRAY) {
                    parser.skipChildren();
                } else if (token.isScalarValue() && depth <= 2) {
                    fields.values.put(outer + parser.currentName(), parser.getText());
                }
            }
        }
        return fields;
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    /** Whether there is such a field, also if it is an object. */
    boolean has(String name) {
        return values.containsKey(name);
    }

    String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    /** The number, 0 if there is no such field. */
    long number(String name) throws IOException {
        String value = values.get(name);
        try {
            return value == null ? 0 : Long.parseLong(value);
        } catch (NumberFormatException wrong) {
            throw new IOException("an event whose " + name + " is " + value, wrong);
        }
    }
}
