package io.chatka.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One operation of the API, as docs/openapi.yaml describes it.
 *
 * @param id the {@code operationId}
 * @param segments of the path; a parameter is a name in braces
 * @param role the lowest one that may do it
 */
record Operation(String id, String method, List<String> segments, Role role, List<Parameter> parameters, Body body) {

    /** @param byDefault null for none */
    record Parameter(String name, boolean inPath, String type, JsonNode byDefault, Schema schema) {}

    /** @param schema null if the operation takes no body */
    record Body(boolean required, Schema schema) {}

    /** Whether the path is one of this operation's. */
    boolean covers(List<String> path) {
        if (path.size() != segments.size()) {
            return false;
        }
        for (int i = 0; i < path.size(); i++) {
            boolean fits = isParameter(segments.get(i))
                    ? !path.get(i).isEmpty()
                    : segments.get(i).equals(path.get(i));
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static boolean isParameter(String segment) {
        return segment.startsWith("{");
    }

    /**
     * The parameters of a request by their names, with defaults.
     *
     * @param path percent-encoded segments
     * @param query percent-encoded
     * @throws Problem if one cannot be used, or is none of the operation's
     */
    Map<String, JsonNode> parameters(List<String> path, String query) {
        Map<String, String> given = query(query);
        for (int i = 0; i < path.size(); i++) {
            String segment = segments.get(i);
            if (isParameter(segment)) {
                String name = segment.substring(1, segment.length() - 1);
                given.put(name, decode(path.get(i).replace("+", "%2B"), name));
            }
        }
        Map<String, JsonNode> values = new HashMap<>();
        for (Parameter parameter : parameters) {
            String text = given.remove(parameter.name);
            if (text != null) {
                values.put(parameter.name, value(parameter, text));
            } else if (parameter.byDefault != null) {
                values.put(parameter.name, parameter.byDefault);
            }
        }
        for (String unknown : given.keySet()) {
            throw Problem.field(unknown, "there is no such parameter" + names());
        }
        return values;
    }

    private String names() {
        List<String> names = parameters.stream()
                .filter(parameter -> !parameter.inPath)
                .map(Parameter::name)
                .toList();
        return names.isEmpty() ? "; this takes none" : "; there are " + String.join(", ", names);
    }

    private static Map<String, String> query(String query) {
        Map<String, String> given = new HashMap<>();
        if (!query.isEmpty()) {
            for (String pair : query.split("&")) {
                String[] parts = pair.split("=", 2);
                String name = decode(parts[0], "query");
                if (given.put(name, parts.length < 2 ? "" : decode(parts[1], name)) != null) {
                    throw Problem.field(name, "the parameter is given twice");
                }
            }
        }
        return given;
    }

    private static String decode(String text, String name) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw Problem.field(name, "a % is followed by two hexadecimal digits; write it as %25");
        }
    }

    private static JsonNode value(Parameter parameter, String text) {
        JsonNode value = parameter.type.equals("integer") && text.matches("-?[0-9]{1,18}")
                ? LongNode.valueOf(Long.parseLong(text))
                : TextNode.valueOf(text);
        check(parameter.schema, value, parameter.name);
        return value;
    }

    /** @throws Problem if the body cannot be used; names the field */
    JsonNode body(byte[] bytes, String contentType) {
        if (bytes.length == 0) {
            if (body.required) {
                throw Problem.field("body", "this needs a body, a JSON object");
            }
            return body.schema == null ? null : Json.object();
        } else if (body.schema == null) {
            throw Problem.field("body", "this takes no body");
        } else if (contentType == null || !contentType.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
            throw Problem.of(415, "a body has to be application/json");
        }
        JsonNode read = Json.read(bytes);
        check(body.schema, read, "body");
        return read;
    }

    private static void check(Schema schema, JsonNode value, String name) {
        List<Error> errors = schema.validate(value);
        if (!errors.isEmpty()) {
            Error first = errors.get(0);
            String location = first.getInstanceLocation().toString().replaceFirst("^[/$.]+", "");
            String field = location.isEmpty() ? name : location;
            if (first.getProperty() != null) {
                field = location.isEmpty() ? first.getProperty() : location + "/" + first.getProperty();
            }
            throw Problem.field(field, first.getMessage());
        }
    }
}
