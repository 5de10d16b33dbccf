package io.chatka.internal.transport;

import io.chatka.internal.actor.RateLimit;
import io.chatka.internal.protocol.CloseCode;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/**
 * What one client sends, from frames to messages: counts the frames, puts messages together and decompresses them, and has the
 * {@link NettyConnection} closed for what breaks the rules, comes too fast or does not end. In the connection's lane's thread only.
 *
 * <p>Of an incomplete message it holds {@code chatka.limits.frame} bytes at most, for {@code chatka.limits.unfinished} at most; without
 * one it holds no bytes and no timer.
 */
final class InboundMessages {
    /** So many bytes of a compressed message count as one frame more. */
    private static final int INFLATED_BYTES_A_FRAME = 4 * 1024;

    /** Has what all share, the settings among it: there is one of these per connection, and it is kept small. */
    private final NettyConnection connection;

    private final FrameDecoder decoder;
    private final RateLimit frameRate;
    private final MessageAssembler assembler;

    /** On the wheel while a message is unfinished; null otherwise. */
    private TimingWheel.Entry unfinished;

    InboundMessages(NettyConnection connection, FrameDecoder decoder) {
        TransportSettings settings = connection.settings();
        this.connection = connection;
        this.decoder = decoder;
        this.frameRate =
                new RateLimit(settings.traffic().frames(), connection.lane().nanos());
        this.assembler = new MessageAssembler(
                settings.limits().frame(), connection.subprotocol().takesBinary());
    }

    /** Reads the frame; does not release it. */
    void onFrame(WebSocketFrame frame) {
        if (isFlood(connection.subprotocol().cost(frame))) {
            connection.closeFlood();
        } else if (frame.rsv() != 0 && !startsCompressed(frame)) {
            connection.close(CloseCode.PROTOCOL_ERROR, -1);
        } else {
            assemble(frame);
        }
    }

    /** After every frame, also one that was not for {@link #onFrame}. */
    void frameEnded() {
        if (!assembler.incomplete()) {
            stopWaitingForTheEnd();
        }
    }

    /** All that has come was read, and the connection is not closing. */
    void readComplete() {
        if (unfinished == null && (decoder.midFrame() || assembler.incomplete())) {
            waitForTheEnd();
        }
    }

    /** The connection has ended. */
    void release() {
        stopWaitingForTheEnd();
        assembler.release();
    }

    private boolean isFlood(int cost) {
        return frameRate.take(connection.lane().nanos(), cost) > 0;
    }

    /** The decoder lets reserved bits through where one of them may be set. */
    private static boolean startsCompressed(WebSocketFrame frame) {
        return frame.rsv() == MessageAssembler.RSV1
                && (frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame);
    }

    private void assemble(WebSocketFrame frame) {
        MessageAssembler.Outcome outcome = assembler.add(frame);
        switch (outcome) {
            case MESSAGE -> onAssembled(assembler.take());
            case PARTIAL, PONG -> {}
            case PING -> connection.pong(frame.content());
            case CLOSE -> connection.echoClose(frame.content());
            case BINARY -> connection.close(CloseCode.BINARY, -1);
            case TOO_BIG -> connection.close(CloseCode.TOO_BIG, -1);
            case TOO_MANY_FRAGMENTS -> connection.close(CloseCode.TOO_MANY_FRAGMENTS, -1);
            case BAD_UTF8 -> connection.close(CloseCode.BAD_UTF8, -1);
            case OUT_OF_SEQUENCE -> connection.close(CloseCode.PROTOCOL_ERROR, -1);
        }
    }

    private void onAssembled(byte[] received) {
        byte[] message = assembler.isCompressed() ? decompressed(received) : received;
        if (message != null) {
            connection.onMessage(message, assembler.isBinary());
        }
    }

    /** Null if the connection had to be closed for it. */
    private byte[] decompressed(byte[] message) {
        Deflation.Opened opened = connection
                .deflation()
                .open(message, connection.settings().limits().frame(), assembler.isBinary());
        if (opened.fault() != null) {
            connection.close(opened.fault(), -1);
            return null;
        }
        // A few bytes can be made to cost what a large message costs.
        if (isFlood(opened.message().length / INFLATED_BYTES_A_FRAME)) {
            connection.closeFlood();
            return null;
        }
        return opened.message();
    }

    /** Of the message that has begun: pings and pongs in its middle are a sign of life, and do not finish it. */
    private void waitForTheEnd() {
        unfinished = new TimingWheel.Entry() {
            @Override
            void expired() {
                if (connection.readingPaused()) {
                    // The rest may have come long ago: it is we who do not read.
                    schedule(this);
                } else {
                    connection.close(CloseCode.UNFINISHED, 0);
                }
            }
        };
        schedule(unfinished);
    }

    private void schedule(TimingWheel.Entry deadline) {
        NettyLane lane = connection.lane();
        lane.wheel()
                .schedule(deadline, lane.ticks(connection.settings().traffic().unfinished()));
    }

    private void stopWaitingForTheEnd() {
        if (unfinished != null) {
            connection.lane().wheel().cancel(unfinished);
            unfinished = null;
        }
    }
}
