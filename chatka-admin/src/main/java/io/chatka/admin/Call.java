package io.chatka.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatka.Operations;
import java.util.Map;

/**
 * A request that is as docs/openapi.yaml describes it.
 *
 * @param operations in the name of the key
 * @param body null if the operation takes none
 */
record Call(Operations operations, AdminKey key, Map<String, JsonNode> parameters, JsonNode body) {

    Role role() {
        return key.role();
    }

    /** A parameter, or null. */
    String text(String name) {
        JsonNode value = parameters.get(name);
        return value == null ? null : value.asText();
    }

    /** A parameter, or what is meant without it. */
    String text(String name, String other) {
        String text = text(name);
        return text == null ? other : text;
    }

    long number(String name, long other) {
        JsonNode value = parameters.get(name);
        return value == null ? other : value.asLong();
    }

    int limit() {
        return (int) number("limit", 0);
    }

    /** A field of the body, or null. */
    String field(String name) {
        return body.hasNonNull(name) ? body.get(name).asText() : null;
    }

    long field(String name, long other) {
        return body.hasNonNull(name) ? body.get(name).asLong() : other;
    }

    boolean flag(String name) {
        return body.path(name).asBoolean();
    }
}
