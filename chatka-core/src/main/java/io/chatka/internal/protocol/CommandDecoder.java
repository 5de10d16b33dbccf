package io.chatka.internal.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.chatka.api.Act;
import java.io.IOException;

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

    static final JsonFactory JSON = JsonFactory.builder()
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
        CommandFields fields = new CommandFields();
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
        CommandFields fields = new CommandFields();
        fields.text = text;
        if (text != null) {
            CommandFields.requirePairedSurrogates(text, "text");
        }
        if (data != null) {
            try (JsonParser parser = JSON.createParser(data)) {
                fields.data = parser.nextToken() == null ? "" : CommandFields.json(parser);
                if (fields.data.isEmpty() || parser.nextToken() != null) {
                    throw badJson("\"data\" is one JSON value and nothing after it");
                }
            } catch (IOException malformed) {
                throw badJson("\"data\" is not a JSON value, or one too deep");
            }
        }
        return say(fields);
    }

    private static void read(byte[] utf8, int offset, int length, CommandFields fields) throws ClientException {
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

    private ClientCommand command(CommandFields f) throws ClientException {
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

    private static ClientCommand.Refresh refresh(CommandFields f) throws ClientException {
        if (f.token == null) {
            throw new ClientException(ErrorCode.BAD_FIELD, "\"token\" is missing: the new one");
        }
        return new ClientCommand.Refresh(f.id, f.token);
    }

    private ClientCommand.Moderate moderate(CommandFields f) throws ClientException {
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

    private ClientCommand.Say say(CommandFields f) throws ClientException {
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

    private static ClientCommand history(CommandFields f) throws ClientException {
        if (f.afterId != null) {
            throw CommandFields.noNumber("after", 0);
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

    private static ClientCommand members(CommandFields f) throws ClientException {
        if (f.after != null) {
            throw CommandFields.noString("after");
        }
        String after = f.afterId == null ? "" : f.afterId;
        if (Utf8Length.exceeds(after, MAX_USER_ID_BYTES)) {
            throw new ClientException(
                    ErrorCode.BAD_FIELD, "\"after\" is the id of a user, at most " + MAX_USER_ID_BYTES + " bytes");
        }
        return new ClientCommand.Members(f.id, room(f), after, limit(f));
    }

    private static int limit(CommandFields f) {
        return f.limit == null ? 0 : (int) Math.min(f.limit, Integer.MAX_VALUE);
    }

    private static String room(CommandFields f) throws ClientException {
        return f.room == null ? null : RoomNames.requireValid(f.room);
    }

    static ClientException badJson(String message) {
        return new ClientException(ErrorCode.BAD_JSON, message);
    }

    /** A client's word, shortened and without characters that could harm where it is shown. */
    private static String quote(String word) {
        String start = word.length() > 32 ? word.substring(0, 32) + "…" : word;
        StringBuilder quoted = new StringBuilder("\"");
        start.codePoints().forEach(c -> quoted.appendCodePoint(Letters.isLetterOrDigit(c) || c == '_' ? c : '?'));
        return quoted.append('"').toString();
    }
}
