package io.chatka.internal.actor;

import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.lane.Connection;
import java.util.ArrayDeque;

/**
 * Replies to one connection that may be large: replays of rooms, and pages of history. Each begins
 * when the socket has room for it, so a client gets them as fast as it reads, however many it asks
 * for. On the connection's lane only.
 *
 * <p>The number of waiting replies is bounded by the commands that a connection may have under way.
 */
final class LargeReplies {
    private final Connection connection;
    private final Runnable onRelieved;

    /** Maximum bytes of one page of history, and of one replay. */
    private final long page;

    private final long replay;

    /**
     * Bytes for a replay of unknown size while other replies are under way: enough after a short
     * disconnect.
     */
    private final long shortReplay;

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long underWay;
    private boolean waitsForSocket;

    /** @param bytes maximum size; 0 if unknown */
    private record Waiting(long bytes, Start start) {}

    /** Asks for a reply. */
    interface Start {
        /** @param bytes maximum size */
        void with(long bytes);
    }

    /** @param onRelieved run when the socket has room again; has to call {@link #relieved} */
    LargeReplies(Connection connection, ChatSettings settings, Runnable onRelieved) {
        this.connection = connection;
        this.onRelieved = onRelieved;
        this.page = settings.page().bytes();
        this.replay = settings.replay().bytes();
        this.shortReplay = Math.max(1, replay / settings.limits().rooms());
    }

    /** Maximum bytes of one page of history. */
    long page() {
        return page;
    }

    /** Asks for a page of history, now or later. */
    void addPage(Start start) {
        waiting.add(new Waiting(page, start));
        proceed();
    }

    /** Asks for the replay of a room, now or later. */
    void addReplay(Start start) {
        waiting.add(new Waiting(0, start));
        proceed();
    }

    /** Asks again for a replay that did not fit; it may have grown since. */
    void addReplay(long bytes, Start start) {
        waiting.addFirst(new Waiting(Math.min(replay, bytes + bytes / 4 + shortReplay), start));
        proceed();
    }

    /** A reply is queued towards the socket, or has failed. */
    void ended(long bytes) {
        underWay -= bytes;
        proceed();
    }

    /** The socket has room for more replies. */
    void relieved() {
        waitsForSocket = false;
        proceed();
    }

    private void proceed() {
        while (!waiting.isEmpty()) {
            long bytes = bytesFor(waiting.peek());
            boolean alone = underWay == 0 && connection.relieved();
            if (!alone && !connection.hasRoomFor(underWay + bytes)) {
                break;
            }
            Waiting next = waiting.poll();
            underWay += bytes;
            next.start.with(bytes);
        }
        // Otherwise the end of a reply that is under way calls this again.
        if (!waiting.isEmpty() && underWay == 0 && !waitsForSocket) {
            waitsForSocket = true;
            connection.whenRelieved(onRelieved);
        }
    }

    private long bytesFor(Waiting next) {
        if (next.bytes > 0) {
            return next.bytes;
        }
        return underWay == 0 ? replay : shortReplay;
    }
}
