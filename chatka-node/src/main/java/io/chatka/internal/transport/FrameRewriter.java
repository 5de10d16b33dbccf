package io.chatka.internal.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Replaces texts in frames that wait for sockets. Lengths stay, so that nothing else changes: what
 * becomes shorter by compression is filled up with pongs, which clients ignore (RFC 6455, section
 * 5.5.3). Each shared buffer is copied and changed once, however many sockets it waits for. On the
 * lane only.
 */
final class FrameRewriter {
    private static final int TEXT = 0x81;
    private static final int DEFLATED_TEXT = 0xC1;

    private final UnaryOperator<byte[]> change;
    private final Deflation deflation;

    /** Shared buffers that were looked at, with what takes their place: the same one for no change. */
    private final Map<ByteBuf, ByteBuf> looked = new IdentityHashMap<>();

    /** @param change as {@link io.chatka.internal.lane.Lane#rewrite} takes it */
    FrameRewriter(UnaryOperator<byte[]> change, Deflation deflation) {
        this.change = change;
        this.deflation = deflation;
    }

    /**
     * The buffer to use in place of a shared one: the same, or a changed copy, which belongs to this
     * rewriter.
     */
    ByteBuf shared(ByteBuf frames) {
        return looked.computeIfAbsent(frames, this::copyIfChanged);
    }

    private ByteBuf copyIfChanged(ByteBuf frames) {
        ByteBuf copy = ByteBufAllocator.DEFAULT.directBuffer(frames.writerIndex());
        try {
            copy.writeBytes(frames, 0, frames.writerIndex());
            if (rewrite(copy, 0)) {
                return copy;
            }
        } catch (Throwable fault) {
            copy.release();
            throw fault;
        }
        copy.release();
        return frames;
    }

    /** Releases the copies; connections that use them hold their own references. */
    void release(NettyLane lane) {
        looked.forEach((frames, copy) -> {
            if (copy != frames) {
                lane.releaseAfterFlush(copy);
            }
        });
    }

    /**
     * Changes texts in place.
     *
     * @param from where a frame begins
     * @return whether there was anything to change
     */
    boolean rewrite(ByteBuf frames, int from) {
        boolean changed = false;
        for (int at = from, end; at < frames.writerIndex(); at = end) {
            end = FrameEnds.after(frames, at);
            if (end < 0 || end > frames.writerIndex()) {
                // Not frames: the answer to the handshake.
                break;
            }
            int kind = frames.getUnsignedByte(at);
            if (kind == TEXT) {
                changed |= rewritePlain(frames, at, end);
            } else if (kind == DEFLATED_TEXT) {
                changed |= rewriteDeflated(frames, at, end);
            }
        }
        return changed;
    }

    private boolean rewritePlain(ByteBuf frames, int at, int end) {
        int payload = FrameEnds.payload(frames, at);
        byte[] text = bytes(frames, payload, end);
        byte[] other = change.apply(text);
        if (other == text) {
            return false;
        }
        frames.setBytes(payload, other);
        return true;
    }

    private boolean rewriteDeflated(ByteBuf frames, int at, int end) {
        byte[] text = deflation.inflate(bytes(frames, FrameEnds.payload(frames, at), end));
        byte[] other = change.apply(text);
        if (other == text) {
            return false;
        }
        ByteBuf place = frames.slice(at, end - at).clear();
        deflation.writeWithin(place, other, place.capacity());
        TextFrames.fillWithPongs(place);
        return true;
    }

    private static byte[] bytes(ByteBuf frames, int from, int to) {
        byte[] bytes = new byte[to - from];
        frames.getBytes(from, bytes);
        return bytes;
    }
}
