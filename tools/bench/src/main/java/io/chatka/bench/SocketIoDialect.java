package io.chatka.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Socket.IO: packets of its protocol, version 5, as messages of Engine.IO's, version 4, in the default namespace. Asked of
 * the server is that it
 *
 * <ul>
 *   <li>handles the event {@code join} with a room's name, and acknowledges it when the user is in;
 *   <li>handles the event {@code say} with a text, and emits an event to the user's room, with the text anywhere in it;
 *   <li>gives that event a number {@code seq} that grows by one in each room, and the acknowledgement the last one before;
 *       or does without numbers.
 * </ul>
 */
final class SocketIoDialect implements Dialect {
    private static final String JOIN = "420"; // message (4), event (2), acknowledge it as number 0

    private final Mark mark = new Mark();
    private final NumberField seq = new NumberField("seq");

    @Override
    public void opened(Sink sink) {
        // the server speaks first
    }

    @Override
    public String say(String room, String text) {
        return "42[\"say\",\"" + text + "\"]"; // the connection is in one room only
    }

    @Override
    public void read(byte[] bytes, int from, int to, Sink sink) throws IOException {
        if (from == to) {
            throw new IOException("an empty packet, which is no Socket.IO");
        }
        switch (bytes[from]) {
            case '0' -> sink.send("40"); // open: ask for the default namespace
            case '1' -> sink.bye("it closed the Engine.IO session");
            case '2' -> sink.send("3"); // ping
            case '4' -> message(bytes, from + 1, to, sink);
            default -> {} // a pong, an upgrade, nothing
        }
    }

    private void message(byte[] bytes, int from, int to, Sink sink) {
        if (from == to) {
            return;
        }
        switch (bytes[from]) {
            case '0' -> sink.send(JOIN + "[\"join\",\"" + sink.room() + "\"]");
            case '1' -> sink.bye("it closed the namespace");
            case '2' -> event(bytes, from, to, sink);
            case '3' -> sink.joined(seq.find(bytes, from, to)); // there is one thing to be acknowledged
            case '4' ->
                sink.error("connect_error " + new String(bytes, from + 1, to - from - 1, StandardCharsets.UTF_8));
            default -> {} // binary
        }
    }

    private void event(byte[] bytes, int from, int to, Sink sink) {
        long number = seq.find(bytes, from, to);
        if (mark.find(bytes, from, to)) {
            sink.message(number, mark);
        } else if (number != UNNUMBERED) {
            sink.message(number, null);
        } // else something that is no message
    }
}
