package io.chatka.internal.actor;

import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.lane.Connection;
import java.util.ArrayDeque;

/**
 * What a connection has asked for and what may be large: replays for rooms that it comes back to, and pages of history. Each is
 * begun only when the socket has room for it, so that a client gets as much of it as it reads, however much it asks for. On the
 * connection's lane only.
 *
 * <p>Those that wait are bounded by the commands that a connection may have under way.
 */
final class LargeReplies {
    private final Connection connection;
    private final Runnable onRelieved;

    /** Bytes of one page of history, and of one replay, at most. */
    private final long page;

    private final long replay;

    /** Bytes of a replay whose size is not known, while others are under way: enough for what a short loss of the link misses. */
    private final long shortReplay;

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long underWay;
    private boolean waitsForSocket;

    /** @param bytes that it may take, or 0 if that is not known */
    private record Waiting(long bytes, Start start) {}

    /** How a reply is asked for. */
    interface Start {
        /** @param bytes that it may take */
        void with(long bytes);
    }

    /** @param onRelieved run when the socket has taken enough; has to call {@link #relieved} */
    LargeReplies(Connection connection, ChatSettings settings, Runnable onRelieved) {
        this.connection = connection;
        this.onRelieved = onRelieved;
        this.page = settings.page().bytes();
        this.replay = settings.replay().bytes();
        this.shortReplay = Math.max(1, replay / settings.limits().rooms());
    }

    /** Bytes of one page of history, at most. */
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

    /** Asks once more for a replay that was larger than there was room for; more may be missed by then. */
    void addReplay(long bytes, Start start) {
        waiting.addFirst(new Waiting(Math.min(replay, bytes + bytes / 4 + shortReplay), start));
        proceed();
    }

    /** A reply that was asked for is queued towards the socket, or does not come. */
    void ended(long bytes) {
        underWay -= bytes;
        proceed();
    }

    /** The socket has taken enough for more to be asked for. */
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
        // Otherwise the end of what is under way is the next occasion.
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
