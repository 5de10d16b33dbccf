package io.chatka.internal.transport;

import io.chatka.internal.actor.RateLimit;
import io.chatka.internal.protocol.CloseCode;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/**
 * Makes messages of one client's frames: counts the frames, puts messages together, decompresses
 * them, and closes the {@link NettyConnection} if frames break the protocol, come too fast, or a
 * message does not end. On the lane only.
 *
 * <p>It holds an incomplete message of {@code chatka.limits.frame} bytes at most, for {@code
 * chatka.limits.unfinished} at most; between messages it holds no bytes and no timer.
 */
final class InboundMessages {
    /** A decompressed message counts as one more frame for each {@value} bytes. */
    private static final int INFLATED_BYTES_A_FRAME = 4 * 1024;

    /** Also gives the settings: a field for them would cost memory in every connection. */
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

    /** Called after every frame, also one that did not reach {@link #onFrame}. */
    void frameEnded() {
        if (!assembler.incomplete()) {
            stopWaitingForTheEnd();
        }
    }

    /** All bytes that have arrived were read, and the connection is not closing. */
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

    /**
     * The decoder passes reserved bits on where messages may be compressed, so they are checked
     * here.
     */
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

    /** Null if the message was refused, and the connection closed. */
    private byte[] decompressed(byte[] message) {
        Deflation.Opened opened = connection
                .deflation()
                .open(message, connection.settings().limits().frame(), assembler.isBinary());
        if (opened.fault() != null) {
            connection.close(opened.fault(), -1);
            return null;
        }
        // A few compressed bytes can cost as much as a large message.
        if (isFlood(opened.message().length / INFLATED_BYTES_A_FRAME)) {
            connection.closeFlood();
            return null;
        }
        return opened.message();
    }

    /**
     * Starts the deadline of the message that has begun. Pings and pongs in its middle do not
     * extend it.
     */
    private void waitForTheEnd() {
        unfinished = new TimingWheel.Entry() {
            @Override
            void expired() {
                if (connection.readingPaused()) {
                    // The rest may have arrived long ago: it is the node that does not read.
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
