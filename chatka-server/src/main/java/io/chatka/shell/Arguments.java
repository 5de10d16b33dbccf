package io.chatka.shell;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.typesafe.config.ConfigFactory;
import io.chatka.api.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ParseResult;

/**
 * The arguments of one operation: what the document calls a parameter in the path is an argument by
 * its place; parameters of the query and fields of the body are options.
 */
final class Arguments {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The body itself, if it is no object. */
    private static final String WHOLE = "body";

    /**
     * One argument.
     *
     * @param type of the schema; empty for any JSON
     */
    record Argument(String name, Where where, String type, boolean required, String meaning) {
        String option() {
            return "--" + name;
        }
    }

    enum Where {
        PATH,
        QUERY,
        BODY
    }

    private Arguments() {}

    /** The arguments of an operation. */
    static List<Argument> of(JsonNode document, JsonNode path, JsonNode operation) {
        List<Argument> arguments = new ArrayList<>();
        for (JsonNode parameters : List.of(path.path("parameters"), operation.path("parameters"))) {
            for (JsonNode each : parameters) {
                JsonNode parameter = resolve(document, each);
                JsonNode schema = resolve(document, parameter.get("schema"));
                boolean inPath = parameter.get("in").asText().equals("path");
                arguments.add(new Argument(
                        parameter.get("name").asText(),
                        inPath ? Where.PATH : Where.QUERY,
                        schema.path("type").asText(),
                        inPath,
                        meaning(parameter, schema)));
            }
        }
        JsonNode body = resolve(
                document,
                operation
                        .path("requestBody")
                        .path("content")
                        .path("application/json")
                        .path("schema"));
        if (body.path("type").asText().equals("array")) {
            arguments.add(new Argument(WHOLE, Where.BODY, "", true, meaning(operation, body)));
        }
        body.path("properties").properties().forEach(property -> {
            JsonNode schema = resolve(document, property.getValue());
            arguments.add(new Argument(
                    property.getKey(),
                    Where.BODY,
                    type(document, schema),
                    contains(body.path("required"), property.getKey()),
                    meaning(property.getValue(), schema)));
        });
        return arguments;
    }

    private static JsonNode resolve(JsonNode document, JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    private static String type(JsonNode document, JsonNode schema) {
        if (schema.has("enum")) {
            return "string";
        }
        String type = schema.path("type").asText();
        boolean texts =
                resolve(document, schema.path("items")).path("type").asText().equals("string");
        return type.equals("object") || type.equals("array") && !texts ? "" : type;
    }

    private static String meaning(JsonNode described, JsonNode schema) {
        String meaning =
                described.path("description").asText(schema.path("description").asText());
        if (schema.has("enum")) {
            List<String> values = new ArrayList<>();
            schema.get("enum").forEach(value -> values.add(value.asText()));
            meaning = (meaning + " " + String.join(", ", values)).strip();
        }
        return meaning;
    }

    private static boolean contains(JsonNode names, String name) {
        for (JsonNode each : names) {
            if (each.asText().equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** The path and the query of a request. */
    static String target(String template, List<Argument> arguments, ParseResult given) {
        String path = template;
        List<String> query = new ArrayList<>();
        int place = 0;
        for (Argument argument : arguments) {
            if (argument.where == Where.PATH) {
                String value = given.matchedPositionalValue(place++, "");
                path = path.replace("{" + argument.name + "}", ApiClient.encode(value));
            } else if (argument.where == Where.QUERY && given.hasMatchedOption(argument.option())) {
                query.add(argument.name + "=" + ApiClient.encode(given.matchedOptionValue(argument.option(), "")));
            }
        }
        return query.isEmpty() ? path : path + "?" + String.join("&", query);
    }

    /** The body of a request; null if the operation takes none, or nothing is given. */
    static String body(List<Argument> arguments, ParseResult given) {
        for (Argument argument : arguments) {
            if (argument.where == Where.BODY && argument.name.equals(WHOLE)) {
                return value(argument, given).toString();
            }
        }
        ObjectNode body = JSON.createObjectNode();
        for (Argument argument : arguments) {
            if (argument.where == Where.BODY && given.hasMatchedOption(argument.option())) {
                body.set(argument.name, value(argument, given));
            }
        }
        return body.isEmpty() ? null : body.toString();
    }

    private static JsonNode value(Argument argument, ParseResult given) {
        if (argument.type.equals("boolean")) {
            return JSON.valueToTree(given.matchedOptionValue(argument.option(), false));
        } else if (argument.type.equals("array")) {
            ArrayNode array = JSON.createArrayNode();
            given.matchedOptionValue(argument.option(), List.<String>of()).forEach(array::add);
            return array;
        }
        String text = given.matchedOptionValue(argument.option(), "");
        return switch (argument.type) {
            case "integer" -> argument.name.equals("for") ? millis(text) : number(argument, text);
            case "string" -> TextNode.valueOf(text);
            default -> json(argument, text);
        };
    }

    private static JsonNode number(Argument argument, String text) {
        if (!text.matches("-?[0-9]{1,18}")) {
            throw new ConfigException(argument.option() + " takes a whole number, and was given \"" + text + "\"");
        }
        return LongNode.valueOf(Long.parseLong(text));
    }

    /** Such as {@code 10m}. */
    private static JsonNode millis(String text) {
        try {
            return LongNode.valueOf(ConfigFactory.parseString("time = \"" + text + "\"")
                    .getDuration("time")
                    .toMillis());
        } catch (com.typesafe.config.ConfigException | IllegalArgumentException unusable) {
            throw new ConfigException("--for takes a duration such as 10m, and was given \"" + text + "\"");
        }
    }

    /** JSON, or {@code @} and the name of a file that has it. */
    private static JsonNode json(Argument argument, String text) {
        try {
            return JSON.readTree(text.startsWith("@") ? Files.readString(Path.of(text.substring(1))) : text);
        } catch (JsonProcessingException malformed) {
            throw new ConfigException(argument.option() + " takes JSON, such as '{\"a\":1}', or @FILE");
        } catch (IOException unreadable) {
            throw new ConfigException(argument.option() + ": cannot read " + text.substring(1));
        }
    }
}
