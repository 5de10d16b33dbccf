package io.chatka.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells the frames of {@code chatka.v1} apart. A message is read without a JSON parser when it begins as Chatka writes it;
 * in any other order of its fields, and for everything else, it is parsed.
 */
final class Events {
    /** What an event is for. */
    interface Sink {
        void welcome(long textLimit);

        void joined(long seq);

        /** @param mark of the message if it is one of ours, else null; good during the call only */
        void message(long seq, Mark mark);

        void gap(long from, long to);

        void epoch(long seq);

        void error(String code);

        void bye(String reason);
    }

    private static final byte[] MESSAGE = "{\"type\":\"message\",\"seq\":".getBytes(StandardCharsets.US_ASCII);
    private static final JsonFactory JSON = new JsonFactory();

    private final Mark mark = new Mark();

    void read(byte[] bytes, int from, int to, Sink sink) throws IOException {
        int digits = from + MESSAGE.length;
        if (digits < to && Arrays.equals(bytes, from, digits, MESSAGE, 0, MESSAGE.length)) {
            long seq = 0;
            int at = digits;
            for (; at < to && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
                seq = seq * 10 + bytes[at] - '0';
            }
            sink.message(seq, mark.find(bytes, at, to) ? mark : null);
        } else {
            parse(bytes, from, to, sink);
        }
    }

    private void parse(byte[] bytes, int from, int to, Sink sink) throws IOException {
        Map<String, String> fields = fields(bytes, from, to);
        switch (fields.getOrDefault("type", "")) {
            case "welcome" -> sink.welcome(number(fields, "limits.text"));
            case "joined" -> sink.joined(number(fields, "seq"));
            case "message" -> sink.message(number(fields, "seq"), mark.find(bytes, from, to) ? mark : null);
            case "gap" -> sink.gap(number(fields, "from"), number(fields, "to"));
            case "room" -> {
                if (fields.containsKey("epoch")) {
                    sink.epoch(number(fields, "seq"));
                }
            }
            case "error" -> sink.error(fields.getOrDefault("code", "unknown"));
            case "bye" -> sink.bye(fields.getOrDefault("reason", "unknown"));
            default -> {} // presence and whatever comes to be
        }
    }

    /** The numbers and strings of an object; those of objects in it as {@code outer.inner}. */
    private static Map<String, String> fields(byte[] bytes, int from, int to) throws IOException {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser parser = JSON.createParser(bytes, from, to - from)) {
            String outer = "";
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_OBJECT && ++depth == 2) {
                    outer = parser.currentName() + '.';
                } else if (token == JsonToken.END_OBJECT && --depth == 1) {
                    outer = "";
                } else if (token == JsonToken.START_ARRAY) {
                    parser.skipChildren();
                } else if (token.isScalarValue() && depth <= 2) {
                    fields.put(outer + parser.currentName(), parser.getText());
                }
            }
        }
        return fields;
    }

    private static long number(Map<String, String> fields, String name) throws IOException {
        String value = fields.get(name);
        try {
            return value == null ? 0 : Long.parseLong(value);
        } catch (NumberFormatException wrong) {
            throw new IOException("a " + fields.get("type") + " event whose " + name + " is " + value, wrong);
        }
    }
}
