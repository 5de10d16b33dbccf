package io.chatka.internal.lane;

import io.chatka.internal.protocol.CloseCode;

/**
 * A client's socket, as the actors see it. All methods but {@link #lane} are for the connection's
 * lane only.
 *
 * <p>Writing to a closed connection does nothing. A write that throws, most likely because memory
 * is short, has queued nothing of its frame.
 */
public interface Connection {

    /** The lane that owns the socket; never changes. */
    Lane lane();

    /** Queues the frame; it goes out at the end of the turn. */
    void write(SharedFrame frame);

    /** Queues one text frame; it goes out at the end of the turn. */
    void send(byte[] utf8);

    /**
     * Queues one text frame of {@code utf8} and {@code rest}, which other connections get as well;
     * it goes out at the end of the turn.
     */
    void send(byte[] utf8, SharedText rest);

    /**
     * Whether more bytes are queued towards the socket than the limit; then only short replies may
     * be added.
     */
    boolean congested();

    /** Whether this number of further bytes fits into the limit. */
    boolean hasRoomFor(long bytes);

    /** Whether at most half of the limit is queued. */
    boolean relieved();

    /**
     * Runs the task once the connection is {@link #relieved}. The task is dropped if the connection
     * closes first.
     */
    void whenRelieved(Runnable task);

    /** The session is open; from here on the heartbeat decides whether the client is alive. */
    void sessionOpened();

    /** A command that the connection handed over has ended, so another one may be read. */
    void commandDone();

    /**
     * Sends {@code bye} and closes; closes without it if it cannot be sent. Never throws.
     *
     * @param reconnectMillis after how long the client should reconnect; negative for never. Ignored
     *     if the code says never
     */
    void close(CloseCode code, long reconnectMillis);
}
