package io.chatka.internal.transport;

import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.protocol.CloseCode;
import java.time.Duration;

/**
 * Closes a connection whose client is not there: one that opens no session in time, or that sends
 * nothing, is pinged, and does not answer (RFC 6455, section 5.5.2). On the lane only.
 */
final class Heartbeat extends TimingWheel.Entry {
    private final NettyConnection connection;
    private Awaited awaited = Awaited.HELLO;

    /** The tick in which something was last read. */
    private long lastRead;

    private enum Awaited {
        /** The command that opens the session. */
        HELLO,
        /** Any frame. */
        FRAME,
        /** Any frame, since a ping went out. */
        PONG
    }

    /** Starts the time limit within which the client opens a session. */
    Heartbeat(NettyConnection connection) {
        this.connection = connection;
        schedule(ticks(connection.settings().traffic().hello()));
    }

    void sessionOpened() {
        if (awaited == Awaited.HELLO) {
            lastRead = now();
            awaitFrame();
        }
    }

    /** A frame has been read. */
    void heard() {
        lastRead = now();
        if (awaited == Awaited.PONG) {
            awaitFrame();
        }
    }

    /** The socket is read again; what was sent meanwhile is still to come. */
    void readingResumed() {
        lastRead = now();
    }

    void stop() {
        connection.lane().wheel().cancel(this);
    }

    @Override
    void expired() {
        try {
            switch (awaited) {
                case HELLO -> connection.close(CloseCode.HELLO_TIMEOUT, 0);
                case FRAME -> onSilence();
                case PONG -> onNoPong();
            }
        } catch (Throwable fault) {
            connection.failed(fault);
        }
    }

    private void onSilence() {
        long interval = ticks(heartbeat().interval());
        long silent = now() - lastRead;
        if (connection.readingPaused()) {
            // The node does not read, so silence says nothing.
            schedule(interval);
        } else if (silent < interval) {
            schedule(interval - silent);
        } else {
            awaited = Awaited.PONG;
            TextFrames.writePing(connection.outbox().place(2));
            schedule(ticks(heartbeat().timeout()));
        }
    }

    private void onNoPong() {
        long timeout = ticks(heartbeat().timeout());
        if (connection.outbox().tookWithin(timeout)) {
            // The ping may wait behind much else, and a client that takes bytes is alive.
            schedule(timeout);
        } else {
            connection.closeUnheard();
        }
    }

    private void awaitFrame() {
        awaited = Awaited.FRAME;
        schedule(ticks(heartbeat().interval()));
    }

    private ChatSettings.Heartbeat heartbeat() {
        return connection.settings().traffic().heartbeat();
    }

    private long now() {
        return connection.lane().wheel().now();
    }

    private long ticks(Duration duration) {
        return connection.lane().ticks(duration);
    }

    private void schedule(long ticks) {
        connection.lane().wheel().schedule(this, ticks);
    }
}
