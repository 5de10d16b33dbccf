package io.chatka.bench;

import java.io.IOException;

/**
 * How a server is spoken to: what a user says to get in, how it says something, and what the
 * server's frames mean. All frames are text. An instance belongs to one event loop, and keeps
 * nothing that belongs to one connection.
 */
interface Dialect {
    /**
     * The {@code seq} of a message of a server that gives it none: its place is the order in which
     * it came.
     */
    long UNNUMBERED = 0;

    /** What a frame is for: the user whose connection it came on. */
    interface Sink {
        /** The room that the user is to be in. */
        String room();

        /** Sends this to the server, now. */
        void send(String frame);

        /**
         * @param textLimit characters that the server takes as one message's text; 0 if it does not
         *     say
         */
        void welcome(long textLimit);

        /** @param seq of the room's last message before; 0 if the server does not number them */
        void joined(long seq);

        /**
         * A message that was said in the room.
         *
         * @param seq its place in the room, or {@link #UNNUMBERED}
         * @param mark of the message if it is one of ours, else null; good during the call only
         */
        void message(long seq, Mark mark);

        void gap(long from, long to);

        void epoch(long seq);

        void error(String code);

        void bye(String reason);
    }

    /** The handshake is over; whoever has to speak first says it now. */
    void opened(Sink sink);

    /**
     * Reads one frame.
     *
     * @throws IOException if it is none of this dialect
     */
    void read(byte[] bytes, int from, int to, Sink sink) throws IOException;

    /**
     * The frame that says something in a room that the user has joined; the text needs no escaping.
     */
    String say(String room, String text);
}
