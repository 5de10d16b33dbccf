package io.chatka.internal.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Who said a message: the field {@code from}.
 *
 * @param id empty for a message without an author
 */
public record MessageAuthor(String id, String role) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final MessageAuthor NOBODY = new MessageAuthor("", "");

    /** @param message the bytes of a message */
    public static MessageAuthor of(byte[] message) {
        try (JsonParser json = JSON.createParser(message)) {
            json.nextToken();
            for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
                if (json.nextToken() == JsonToken.START_OBJECT && field.equals("from")) {
                    return read(json);
                }
                json.skipChildren();
            }
        } catch (IOException noMessage) {
            // Another program's.
        }
        return NOBODY;
    }

    private static MessageAuthor read(JsonParser json) throws IOException {
        String id = "";
        String role = "";
        for (String part = json.nextFieldName(); part != null; part = json.nextFieldName()) {
            json.nextToken();
            if (part.equals("id")) {
                id = json.getText();
            } else if (part.equals("role")) {
                role = json.getText();
            } else {
                json.skipChildren();
            }
        }
        return new MessageAuthor(id, role);
    }
}
