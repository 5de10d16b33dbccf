package io.chatka.internal.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.ByteArrayOutputStream;

/**
 * Puts messages together from their fragments (RFC 6455, section 5.4), up to a size. Does not
 * decompress them. Holds bytes only while a message is incomplete.
 */
final class MessageAssembler {
    /**
     * Maximum fragments of a message, unless it may be so large that the next bound allows more.
     */
    private static final int MAX_FRAGMENTS = 1024;

    /**
     * A large message may have one fragment for each of these bytes; so empty fragments cannot go
     * on for ever.
     */
    private static final int MIN_AVERAGE_FRAGMENT = 64;

    /** Marks the first frame of a compressed message (RFC 7692, section 6). */
    static final int RSV1 = 0b100;

    private final int maxBytes;
    private final int maxFragments;
    private final boolean takesBinary;
    private ByteArrayOutputStream parts;
    private Utf8 utf8;
    private int fragments;
    private byte[] message;
    private boolean binary;
    private boolean compressed;

    enum Outcome {
        /** A whole message: {@link #take} it. */
        MESSAGE,
        PARTIAL,
        PING,
        PONG,
        CLOSE,
        BINARY,
        TOO_BIG,
        TOO_MANY_FRAGMENTS,
        BAD_UTF8,
        OUT_OF_SEQUENCE
    }

    /** @param takesBinary whether binary messages are put together, too */
    MessageAssembler(int maxBytes, boolean takesBinary) {
        this.maxBytes = maxBytes;
        this.maxFragments = Math.max(MAX_FRAGMENTS, maxBytes / MIN_AVERAGE_FRAGMENT);
        this.takesBinary = takesBinary;
    }

    /** Reads the frame; does not release it. */
    Outcome add(WebSocketFrame frame) {
        if (frame instanceof TextWebSocketFrame) {
            return start(frame, false);
        } else if (frame instanceof PingWebSocketFrame) {
            return Outcome.PING;
        } else if (frame instanceof PongWebSocketFrame) {
            return Outcome.PONG;
        } else if (frame instanceof CloseWebSocketFrame) {
            return Outcome.CLOSE;
        } else if (frame instanceof ContinuationWebSocketFrame) {
            return parts == null ? Outcome.OUT_OF_SEQUENCE : append(frame);
        }
        return takesBinary ? start(frame, true) : Outcome.BINARY;
    }

    /** Whether the message that {@link Outcome#MESSAGE} announced is a binary one. */
    boolean isBinary() {
        return binary;
    }

    /** Whether the message that {@link Outcome#MESSAGE} announced is a compressed one. */
    boolean isCompressed() {
        return compressed;
    }

    /**
     * The message that {@link Outcome#MESSAGE} announced: valid UTF-8, unless it is binary or
     * compressed.
     */
    byte[] take() {
        byte[] taken = message;
        message = null;
        return taken;
    }

    void release() {
        parts = null;
        message = null;
    }

    /** Whether a message has begun and not ended. */
    boolean incomplete() {
        return parts != null;
    }

    /** Bytes that are held for an incomplete message. */
    int held() {
        return parts == null ? 0 : parts.size();
    }

    private Outcome start(WebSocketFrame frame, boolean isBinary) {
        if (parts != null) {
            return Outcome.OUT_OF_SEQUENCE;
        }
        binary = isBinary;
        compressed = (frame.rsv() & RSV1) != 0;
        return append(frame);
    }

    private Outcome append(WebSocketFrame frame) {
        ByteBuf content = frame.content();
        if (held() + content.readableBytes() > maxBytes) {
            return Outcome.TOO_BIG;
        }
        byte[] part = ByteBufUtil.getBytes(content);
        if (parts == null && frame.isFinalFragment()) {
            message = part;
            return opaque() || Utf8.isValid(part) ? Outcome.MESSAGE : Outcome.BAD_UTF8;
        }
        if (parts == null) {
            parts = new ByteArrayOutputStream();
            utf8 = new Utf8();
            fragments = 0;
        }
        if (++fragments > maxFragments) {
            return Outcome.TOO_MANY_FRAGMENTS;
        }
        // Refuses the first invalid fragment, and does not wait for the rest.
        if (!opaque() && !utf8.accept(part)) {
            return Outcome.BAD_UTF8;
        }
        parts.writeBytes(part);
        if (!frame.isFinalFragment()) {
            return Outcome.PARTIAL;
        }
        message = parts.toByteArray();
        parts = null;
        return opaque() || utf8.isComplete() ? Outcome.MESSAGE : Outcome.BAD_UTF8;
    }

    /** Whether the bytes cannot be checked as UTF-8. */
    private boolean opaque() {
        return binary || compressed;
    }
}
