package io.chatka.internal.transport;

import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.protocol.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The end of a connection: the close handshake (RFC 6455, section 7.1), for which the client has
 * two seconds. The connection writes nothing else from then on (section 5.5.1). On the lane only.
 */
final class CloseHandshake extends TimingWheel.Entry {
    private static final FaultLog FAULTS = FaultLog.of(CloseHandshake.class);
    private static final Duration HANDSHAKE = Duration.ofSeconds(2);
    private static final byte[] NO_REASON = {};

    private final Channel channel;
    private final NettyLane lane;
    private final Outbox outbox;

    CloseHandshake(Channel channel, NettyLane lane, Outbox outbox) {
        this.channel = channel;
        this.lane = lane;
        this.outbox = outbox;
    }

    /**
     * Queues our close frame, and waits for the client's.
     *
     * @param bye the text that goes before it; may be empty
     */
    void begin(CloseCode code, byte[] bye) {
        byte[] reason = code.text().getBytes(StandardCharsets.US_ASCII);
        ByteBuf frames = outbox.place(TextFrames.size(bye) + 4 + reason.length);
        if (bye.length > 0) {
            TextFrames.write(frames, bye);
        }
        TextFrames.writeClose(frames, code.number(), reason);
        awaitEnd();
    }

    /** Answers the client's close frame, and closes the socket when it has taken the answer. */
    void echo(ByteBuf payload) {
        ByteBuf frame = outbox.place(4);
        if (payload.readableBytes() >= 2) {
            TextFrames.writeClose(frame, payload.getUnsignedShort(payload.readerIndex()), NO_REASON);
        } else {
            TextFrames.writeEmptyClose(frame);
        }
        outbox.closeWhenSent();
        awaitEnd();
    }

    private void awaitEnd() {
        lane.wheel().schedule(this, lane.ticks(HANDSHAKE));
    }

    /** Called with each frame that comes after the handshake has begun. */
    void onFrame(WebSocketFrame frame) {
        if (frame instanceof CloseWebSocketFrame) {
            // Our close frame may still be in the outbox, and goes out first.
            endNow();
        }
    }

    /** Flushes what the socket takes at once, and closes it without waiting for the client. */
    void endNow() {
        try {
            outbox.flush();
        } catch (Throwable fault) {
            FAULTS.report("a close frame could not be written; the connection is closed without one", fault);
        }
        channel.close();
    }

    /** Called when the socket is closed. */
    void stop() {
        lane.wheel().cancel(this);
    }

    @Override
    void expired() {
        try {
            channel.close();
        } catch (Throwable fault) {
            FAULTS.report("a socket could not be closed after its close handshake; it is cut off", fault);
            outbox.abort();
        }
    }
}
