package io.chatka.transport;

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
 * Puts text messages together from their fragments (RFC 6455, section 5.4), up to a size. Holds bytes only while a
 * message is incomplete.
 */
final class MessageAssembler {
    /** More fragments than an honest client makes of one message. */
    private static final int MAX_FRAGMENTS = 1024;

    private final int maxBytes;
    private ByteArrayOutputStream parts;
    private int fragments;
    private byte[] message;

    enum Outcome {
        /** A whole text message: {@link #take} it. */
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

    MessageAssembler(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Reads the frame; does not release it. */
    Outcome add(WebSocketFrame frame) {
        if (frame instanceof TextWebSocketFrame) {
            return parts != null ? Outcome.OUT_OF_SEQUENCE : addText(frame);
        } else if (frame instanceof PingWebSocketFrame) {
            return Outcome.PING;
        } else if (frame instanceof PongWebSocketFrame) {
            return Outcome.PONG;
        } else if (frame instanceof CloseWebSocketFrame) {
            return Outcome.CLOSE;
        } else if (frame instanceof ContinuationWebSocketFrame) {
            return parts == null ? Outcome.OUT_OF_SEQUENCE : addText(frame);
        }
        return Outcome.BINARY;
    }

    /** The message that {@link Outcome#MESSAGE} announced: valid UTF-8. */
    byte[] take() {
        byte[] taken = message;
        message = null;
        return taken;
    }

    void release() {
        parts = null;
        message = null;
    }

    /** Bytes that are held for an incomplete message. */
    int held() {
        return parts == null ? 0 : parts.size();
    }

    private Outcome addText(WebSocketFrame frame) {
        ByteBuf content = frame.content();
        if (held() + content.readableBytes() > maxBytes) {
            return Outcome.TOO_BIG;
        }
        if (parts == null && frame.isFinalFragment()) {
            return complete(ByteBufUtil.getBytes(content));
        }
        if (parts == null) {
            parts = new ByteArrayOutputStream();
            fragments = 0;
        }
        if (++fragments > MAX_FRAGMENTS) {
            return Outcome.TOO_MANY_FRAGMENTS;
        }
        parts.writeBytes(ByteBufUtil.getBytes(content));
        if (!frame.isFinalFragment()) {
            return Outcome.PARTIAL;
        }
        byte[] whole = parts.toByteArray();
        parts = null;
        return complete(whole);
    }

    private Outcome complete(byte[] utf8) {
        if (!Utf8.isValid(utf8)) {
            return Outcome.BAD_UTF8;
        }
        message = utf8;
        return Outcome.MESSAGE;
    }
}
