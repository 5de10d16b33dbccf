package io.chatka.internal.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.chatka.internal.broker.Position;
import java.io.IOException;
import java.io.StringWriter;
import java.util.regex.Pattern;

/**
 * Reads one command from one text frame.
 *
 * <p>A streaming parser reads the frame once, with limits on depth, numbers and names. So hostile
 * JSON costs no more than harmless JSON of the same size. Stateless; any thread.
 */
public final class CommandDecoder {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_NUMBER_LENGTH = 64;
    private static final int MAX_NAME_LENGTH = 256;
    private static final int MAX_USER_ID_BYTES = 128;
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxNameLength(MAX_NAME_LENGTH)
                    .build())
            .build();

    private final int maxTextLength;
    private final int maxDataBytes;

    /**
     * @param maxTextLength of a message, in Unicode code points
     * @param maxDataBytes of a message, as compact JSON
     */
    public CommandDecoder(int maxTextLength, int maxDataBytes) {
        this.maxTextLength = maxTextLength;
        this.maxDataBytes = maxDataBytes;
    }

    /**
     * @param utf8 the frame's payload, valid UTF-8
     * @throws ClientException if this is not a command; has the command's id if the frame has one
     */
    public ClientCommand decode(byte[] utf8, int offset, int length) throws ClientException {
        Fields fields = new Fields();
        try {
            read(utf8, offset, length, fields);
            return command(fields);
        } catch (ClientException refused) {
            // The part that the parser did not reach may have the id.
            throw refused.repliesTo(fields.id != null ? fields.id : CommandIdScan.find(utf8, offset, length));
        }
    }

    /**
     * Checks a message of the application by the same rules as a client's {@code say}.
     *
     * @param text null for none
     * @param data one JSON value; null for none
     * @throws ClientException if the message is refused
     */
    public ClientCommand.Say message(String text, String data) throws ClientException {
        Fields fields = new Fields();
        fields.text = text;
        if (text != null) {
            Fields.requirePairedSurrogates(text, "text");
        }
        if (data != null) {
            try (JsonParser parser = JSON.createParser(data)) {
                fields.data = parser.nextToken() == null ? "" : Fields.json(parser);
                if (fields.data.isEmpty() || parser.nextToken() != null) {
                    throw badJson("\"data\" is one JSON value and nothing after it");
                }
            } catch (IOException malformed) {
                throw badJson("\"data\" is not a JSON value, or one too deep");
            }
        }
        return say(fields);
    }

    private static void read(byte[] utf8, int offset, int length, Fields fields) throws ClientException {
        if (looksLikeUtf16(utf8, offset, length)) {
            throw badJson("JSON in a text frame is UTF-8");
        }
        ClientException fault = null;
        try (JsonParser parser = JSON.createParser(utf8, offset, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw badJson("a frame holds one JSON object, such as {\"type\":\"ping\"}");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                try {
                    fields.read(parser);
                } catch (ClientException refused) {
                    // Reads on: the id may follow, and the client waits for a reply with this id.
                    fault = fault == null ? refused : fault;
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw badJson("a frame holds one JSON object and nothing after it");
            }
        } catch (StreamConstraintsException tooMuch) {
            throw badJson("at most " + MAX_DEPTH + " levels deep, numbers of " + MAX_NUMBER_LENGTH
                    + " digits, names of " + MAX_NAME_LENGTH + " characters");
        } catch (IOException malformed) {
            // The parser's message quotes the input, which belongs in no reply and no log.
            throw badJson("not a JSON object: it ends too early, is not well-formed, or has a name twice");
        }
        if (fault != null) {
            throw fault;
        }
    }

    /**
     * The parser would read such bytes as UTF-16 or UTF-32; text frames are UTF-8 (RFC 6455,
     * section 5.6).
     */
    private static boolean looksLikeUtf16(byte[] utf8, int offset, int length) {
        return length >= 2 && (utf8[offset] == 0 || utf8[offset + 1] == 0);
    }

    private ClientCommand command(Fields f) throws ClientException {
        if (f.type == null) {
            throw new ClientException(
                    ErrorCode.BAD_FIELD, "\"type\" is missing; it names the command, such as \"say\"");
        }
        return switch (f.type) {
            case "say" -> say(f);
            case "ping" -> new ClientCommand.Ping(f.id);
            case "join" -> new ClientCommand.Join(f.id, room(f), f.since);
            case "history" -> history(f);
            case "members" -> members(f);
            case "typing" -> new ClientCommand.Typing(f.id, room(f));
            case "leave" -> new ClientCommand.Leave(f.id, room(f));
            case "refresh" -> refresh(f);
            case "delete" ->
                new ClientCommand.Delete(f.id, room(f), ActReader.seq(f.seq), f.epoch, ActReader.reason(f.reason));
            case "moderate" -> moderate(f);
            case "report" -> new ClientCommand.Report(f.id, room(f), ActReader.seq(f.seq), ActReader.reason(f.reason));
            case "hello" ->
                new ClientCommand.Hello(f.id, f.name == null ? null : UserNames.requireValid(f.name), f.token, f.guest);
            default ->
                throw new ClientException(
                        ErrorCode.UNKNOWN_TYPE,
                        "there is no command " + quote(f.type) + "; try hello, join, leave, say, history, members,"
                                + " typing, delete, moderate, report, refresh, ping");
        };
    }

    private static ClientCommand.Refresh refresh(Fields f) throws ClientException {
        if (f.token == null) {
            throw new ClientException(ErrorCode.BAD_FIELD, "\"token\" is missing: the new one");
        }
        return new ClientCommand.Refresh(f.id, f.token);
    }

    private ClientCommand.Moderate moderate(Fields f) throws ClientException {
        ActReader.Given given = new ActReader.Given(
                f.action,
                f.user,
                f.millis,
                f.reason,
                new ActReader.Flags(f.delete, f.shadow),
                f.seconds,
                f.who,
                new ActReader.Place(f.seq, f.epoch));
        Act act = ActReader.read(given, "announce".equals(f.action) ? say(f) : null);
        if (!Act.EVERYWHERE.equals(f.room)) {
            return new ClientCommand.Moderate(f.id, room(f), act);
        } else if (act.isPossibleEverywhere()) {
            return new ClientCommand.Moderate(f.id, f.room, act);
        }
        throw new ClientException(
                ErrorCode.BAD_FIELD,
                "in all rooms (\"*\") there are mute, unmute, ban without \"delete\", and unban; name one room");
    }

    private ClientCommand.Say say(Fields f) throws ClientException {
        if (f.text == null && f.data == null) {
            throw new ClientException(ErrorCode.BAD_FIELD, "a message needs \"text\" (a string), \"data\", or both");
        }
        if (f.text != null) {
            MessageTexts.requireValid(f.text, maxTextLength);
        }
        if (f.data != null && Utf8Length.exceeds(f.data, maxDataBytes)) {
            throw new ClientException(
                    ErrorCode.TOO_LONG,
                    "\"data\" has " + Utf8Length.of(f.data) + " bytes; at most " + maxDataBytes + " are allowed");
        }
        return new ClientCommand.Say(f.id, room(f), f.text, f.data, f.key);
    }

    private static ClientCommand history(Fields f) throws ClientException {
        if (f.afterId != null) {
            throw Fields.noNumber("after", 0);
        }
        boolean newestFirst = f.after == null;
        return new ClientCommand.History(
                f.id,
                room(f),
                newestFirst ? 0 : f.after,
                f.before == null ? Long.MAX_VALUE : f.before,
                newestFirst,
                limit(f));
    }

    private static ClientCommand members(Fields f) throws ClientException {
        if (f.after != null) {
            throw Fields.noString("after");
        }
        String after = f.afterId == null ? "" : f.afterId;
        if (Utf8Length.exceeds(after, MAX_USER_ID_BYTES)) {
            throw new ClientException(
                    ErrorCode.BAD_FIELD, "\"after\" is the id of a user, at most " + MAX_USER_ID_BYTES + " bytes");
        }
        return new ClientCommand.Members(f.id, room(f), after, limit(f));
    }

    private static int limit(Fields f) {
        return f.limit == null ? 0 : (int) Math.min(f.limit, Integer.MAX_VALUE);
    }

    private static String room(Fields f) throws ClientException {
        return f.room == null ? null : RoomNames.requireValid(f.room);
    }

    private static ClientException badJson(String message) {
        return new ClientException(ErrorCode.BAD_JSON, message);
    }

    /** A client's word, shortened and without characters that could harm where it is shown. */
    private static String quote(String word) {
        String start = word.length() > 32 ? word.substring(0, 32) + "…" : word;
        StringBuilder quoted = new StringBuilder("\"");
        start.codePoints().forEach(c -> quoted.appendCodePoint(Letters.isLetterOrDigit(c) || c == '_' ? c : '?'));
        return quoted.append('"').toString();
    }

    /**
     * The fields of all commands, with the right types; whether a command needs them is checked
     * later.
     */
    private static final class Fields {
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

        private static String string(JsonParser parser, JsonToken value, String field)
                throws IOException, ClientException {
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

        private static ClientException noString(String field) {
            return new ClientException(ErrorCode.BAD_FIELD, "\"" + field + "\" has to be a string");
        }

        private static ClientException noNumber(String field, long min) {
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
                        ErrorCode.BAD_FIELD,
                        "\"since\" has to be {\"epoch\":\"…\",\"seq\":0 or more}, as \"joined\" says");
            }
            return new Position(epoch, seq);
        }

        /** The parser's current value as compact JSON. */
        private static String json(JsonParser parser) throws IOException, ClientException {
            StringWriter writer = new StringWriter();
            try (var generator = JSON.createGenerator(writer)) {
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

        private static void requirePairedSurrogates(String text, String field) throws ClientException {
            if (!Surrogates.arePaired(text)) {
                throw badJson("\"" + field + "\" holds half of a surrogate pair, which is no character");
            }
        }
    }
}
