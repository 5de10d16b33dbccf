package io.chatka.internal.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.chatka.internal.broker.Position;
import java.io.IOException;
import java.io.StringWriter;
import java.util.regex.Pattern;

/**
 * The fields of all commands, with the right types; whether a command needs them is checked
 * later.
 */
final class CommandFields {
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    String type;
    CommandId id;
    String room;
    String text;
    String data;
    String name;
    String token;
    String guest;
    Position since;
    String key;
    /** A seq. */
    Long after;

    /** A user's id. */
    String afterId;

    Long before;
    Long limit;
    Long seq;
    String epoch;
    String action;
    String user;
    Long millis;
    String reason;
    Boolean delete;
    Boolean shadow;
    Long seconds;
    String who;

    void read(JsonParser parser) throws IOException, ClientException {
        String field = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (field) {
            case "type" -> type = string(parser, value, field);
            case "id" -> id = id(parser, value);
            case "room" -> room = string(parser, value, field);
            case "text" -> text = string(parser, value, field);
            case "name" -> name = string(parser, value, field);
            case "token" -> token = string(parser, value, field);
            case "guest" -> guest = string(parser, value, field);
            case "data" -> data = json(parser);
            case "since" -> since = position(parser, value);
            case "key" -> key = key(string(parser, value, field));
            case "after" -> after(parser, value, field);
            case "before" -> before = number(parser, value, field, 0);
            case "limit" -> limit = number(parser, value, field, 1);
            case "seq" -> seq = number(parser, value, field, 1);
            case "epoch" -> epoch = string(parser, value, field);
            case "action" -> action = string(parser, value, field);
            case "user" -> user = string(parser, value, field);
            case "for" -> millis = number(parser, value, field, 1);
            case "reason" -> reason = string(parser, value, field);
            case "delete" -> delete = flag(value, field);
            case "seconds" -> seconds = number(parser, value, field, 0);
            case "shadow" -> shadow = flag(value, field);
            case "who" -> who = string(parser, value, field);
            default -> parser.skipChildren();
        }
    }

    /** A seq or an id, as the command needs it. */
    private void after(JsonParser parser, JsonToken value, String field) throws IOException, ClientException {
        if (value == JsonToken.VALUE_STRING) {
            afterId = string(parser, value, field);
        } else {
            after = number(parser, value, field, 0);
        }
    }

    private static String string(JsonParser parser, JsonToken value, String field) throws IOException, ClientException {
        if (value != JsonToken.VALUE_STRING) {
            throw noString(field);
        }
        String text = parser.getText();
        requirePairedSurrogates(text, field);
        return text;
    }

    private static boolean flag(JsonToken value, String field) throws ClientException {
        if (value != JsonToken.VALUE_TRUE && value != JsonToken.VALUE_FALSE) {
            throw new ClientException(ErrorCode.BAD_FIELD, "\"" + field + "\" has to be true or false");
        }
        return value == JsonToken.VALUE_TRUE;
    }

    static ClientException noString(String field) {
        return new ClientException(ErrorCode.BAD_FIELD, "\"" + field + "\" has to be a string");
    }

    static ClientException noNumber(String field, long min) {
        return new ClientException(
                ErrorCode.BAD_FIELD, "\"" + field + "\" has to be a whole number, " + min + " or more");
    }

    private static String key(String key) throws ClientException {
        if (!KEY.matcher(key).matches()) {
            throw new ClientException(
                    ErrorCode.BAD_FIELD, "\"key\" has to be 1 to 64 ASCII letters, digits and . _ - :");
        }
        return key;
    }

    private static long number(JsonParser parser, JsonToken value, String field, long min)
            throws IOException, ClientException {
        if (value == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                && parser.getLongValue() >= min) {
            return parser.getLongValue();
        }
        throw noNumber(field, min);
    }

    private static CommandId id(JsonParser parser, JsonToken value) throws IOException, ClientException {
        if (value == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return new CommandId(Long.toString(parser.getLongValue()), true);
        }
        if (value == JsonToken.VALUE_STRING && parser.getTextLength() <= CommandId.MAX_LENGTH) {
            return new CommandId(string(parser, value, "id"), false);
        }
        throw new ClientException(
                ErrorCode.BAD_FIELD,
                "\"id\" has to be an integer of 64 bits or a string of at most " + CommandId.MAX_LENGTH
                        + " characters");
    }

    private static Position position(JsonParser parser, JsonToken value) throws IOException, ClientException {
        String epoch = null;
        long seq = -1;
        if (value == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken part = parser.nextToken();
                if (field.equals("epoch") && part == JsonToken.VALUE_STRING) {
                    epoch = parser.getText();
                } else if (field.equals("seq")
                        && part == JsonToken.VALUE_NUMBER_INT
                        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
                    seq = parser.getLongValue();
                } else {
                    parser.skipChildren();
                }
            }
        }
        if (epoch == null || seq < 0) {
            throw new ClientException(
                    ErrorCode.BAD_FIELD, "\"since\" has to be {\"epoch\":\"…\",\"seq\":0 or more}, as \"joined\" says");
        }
        return new Position(epoch, seq);
    }

    /** The parser's current value as compact JSON. */
    static String json(JsonParser parser) throws IOException, ClientException {
        StringWriter writer = new StringWriter();
        try (var generator = CommandDecoder.JSON.createGenerator(writer)) {
            copy(parser, generator);
        }
        String json = writer.toString();
        requirePairedSurrogates(json, "data");
        return json;
    }

    /** Copies numbers digit by digit: a long one would lose digits as a double. */
    private static void copy(JsonParser parser, JsonGenerator generator) throws IOException {
        int depth = 0;
        for (JsonToken token = parser.currentToken(); token != null; token = parser.nextToken()) {
            if (token.isNumeric()) {
                generator.writeNumber(parser.getText());
            } else {
                generator.copyCurrentEvent(parser);
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (depth == 0) {
                return;
            }
        }
    }

    static void requirePairedSurrogates(String text, String field) throws ClientException {
        if (!Surrogates.arePaired(text)) {
            throw CommandDecoder.badJson("\"" + field + "\" holds half of a surrogate pair, which is no character");
        }
    }
}
