package io.chatka.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * {@code chatka.v1}, at the endpoint that joins the room at once. Reads a message without a JSON
 * parser if its fields are in Chatka's order, and parses everything else.
 */
final class ChatkaDialect implements Dialect {
    private static final byte[] MESSAGE = "{\"type\":\"message\",\"seq\":".getBytes(StandardCharsets.US_ASCII);

    private final Mark mark = new Mark();

    @Override
    public void opened(Sink sink) {
        // the server speaks first
    }

    @Override
    public String say(String room, String text) {
        return "{\"type\":\"say\",\"text\":\"" + text + "\"}"; // the connection is in one room only
    }

    @Override
    public void read(byte[] bytes, int from, int to, Sink sink) throws IOException {
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
        JsonFields fields = JsonFields.of(bytes, from, to);
        switch (fields.text("type", "")) {
            case "welcome" -> sink.welcome(fields.number("limits.text"));
            case "joined" -> sink.joined(fields.number("seq"));
            case "message" -> sink.message(fields.number("seq"), mark.find(bytes, from, to) ? mark : null);
            case "gap" -> sink.gap(fields.number("from"), fields.number("to"));
            case "room" -> {
                if (fields.has("epoch")) {
                    sink.epoch(fields.number("seq"));
                }
            }
            case "error" -> sink.error(fields.text("code", "unknown"));
            case "bye" -> sink.bye(fields.text("reason", "unknown"));
            default -> {} // presence and whatever comes to be
        }
    }
}
