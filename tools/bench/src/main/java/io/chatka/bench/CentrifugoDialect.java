package io.chatka.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Centrifugo's bidirectional protocol, JSON: objects, one or several a frame with line ends between them. A room is a
 * channel to which the user subscribes and publishes itself, which the server has to allow to the anonymous. Where the
 * channel has a history, a publication's {@code offset} is its number; elsewhere there is none.
 */
final class CentrifugoDialect implements Dialect {
    private static final byte[] PUSH = "{\"push\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PUBLICATION = "\"pub\":".getBytes(StandardCharsets.US_ASCII);

    private final Mark mark = new Mark();
    private final NumberField offset = new NumberField("offset");

    @Override
    public void opened(Sink sink) {
        sink.send("{\"id\":1,\"connect\":{}}\n{\"id\":2,\"subscribe\":{\"channel\":\"" + sink.room() + "\"}}");
    }

    @Override
    public String say(String room, String text) {
        return "{\"id\":3,\"publish\":{\"channel\":\"" + room + "\",\"data\":{\"text\":\"" + text + "\"}}}";
    }

    @Override
    public void read(byte[] bytes, int from, int to, Sink sink) throws IOException {
        int start = from;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                object(bytes, start, i, sink);
                start = i + 1;
            }
        }
        if (start < to) {
            object(bytes, start, to, sink);
        }
    }

    private void object(byte[] bytes, int from, int to, Sink sink) throws IOException {
        if (startsWith(bytes, from, to, PUSH)) {
            if (mark.find(bytes, from, to)) {
                sink.message(offset.find(bytes, from, to), mark);
                return;
            }
            if (contains(bytes, from, to, PUBLICATION)) {
                sink.message(offset.find(bytes, from, to), null);
                return;
            }
        }
        JsonFields fields = JsonFields.of(bytes, from, to);
        if (fields.isEmpty()) {
            sink.send("{}"); // a ping
        } else if (fields.has("error")) {
            sink.error(fields.text("error.code", "unknown") + ' ' + fields.text("error.message", ""));
        } else if (fields.has("connect")) {
            sink.welcome(0);
        } else if (fields.has("subscribe")) {
            sink.joined(fields.number("subscribe.offset"));
        } // else the answer to a publish, or somebody who comes or goes
    }

    private static boolean startsWith(byte[] bytes, int from, int to, byte[] what) {
        int end = from + what.length;
        return end <= to && Arrays.equals(bytes, from, end, what, 0, what.length);
    }

    private static boolean contains(byte[] bytes, int from, int to, byte[] what) {
        for (int i = from; i + what.length <= to; i++) {
            if (startsWith(bytes, i, to, what)) {
                return true;
            }
        }
        return false;
    }
}
