package io.chatka.bench;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.CorruptedFrameException;
import java.util.Arrays;

/**
 * Cuts the bytes of one connection into WebSocket frames (RFC 6455, section 5.2), however they were
 * cut into segments. Keeps the part of a frame whose rest is missing, at most the largest frame.
 */
final class FrameReader {
    /** A message of Chatka is under 100 KiB; a server that sends more is something else. */
    static final int MAX_FRAME = 1 << 20;

    private static final byte[] NOTHING = {};

    /** Takes the frames. The bytes are valid only during the call. */
    interface Sink {
        void text(byte[] bytes, int from, int to);

        void ping(byte[] bytes, int from, int to);

        /** @param code of the close frame; 1005 if it has none */
        void close(int code);
    }

    /** A buffer to join bytes in, shared by the connections of one event loop. */
    static final class Scratch {
        private byte[] bytes = new byte[64 * 1024];

        byte[] atLeast(int length) {
            if (bytes.length < length) {
                bytes = new byte[Integer.highestOneBit(length) << 1];
            }
            return bytes;
        }
    }

    private final Scratch scratch;
    private final Sink sink;
    private byte[] kept = NOTHING;
    private byte[] fragments = NOTHING;

    FrameReader(Scratch scratch, Sink sink) {
        this.scratch = scratch;
        this.sink = sink;
    }

    /** Reads all there is; the buffer stays the caller's. */
    void read(ByteBuf in) {
        int fresh = in.readableBytes();
        int length = kept.length + fresh;
        byte[] bytes = scratch.atLeast(length);
        System.arraycopy(kept, 0, bytes, 0, kept.length);
        in.readBytes(bytes, kept.length, fresh);
        int done = frames(bytes, length);
        kept = done == length ? NOTHING : Arrays.copyOfRange(bytes, done, length);
    }

    /** Returns how many bytes were whole frames. */
    private int frames(byte[] bytes, int end) {
        int at = 0;
        while (end - at >= 2) {
            int length = bytes[at + 1];
            int payload = at + 2;
            if (length < 0) {
                throw new CorruptedFrameException("the server masks its frames");
            }
            if (length == 126) {
                payload += 2;
                length = end < payload ? 0 : (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
            } else if (length == 127) {
                payload += 8;
                length = end < payload ? 0 : longLength(bytes, at + 2);
            }
            if (end - payload < length) {
                break;
            }
            frame(bytes[at], bytes, payload, payload + length);
            at = payload + length;
        }
        return at;
    }

    private static int longLength(byte[] bytes, int at) {
        long length = 0;
        for (int i = 0; i < 8; i++) {
            length = length << 8 | bytes[at + i] & 0xff;
        }
        if (length < 0 || length > MAX_FRAME) {
            throw new CorruptedFrameException("a frame of " + length + " bytes");
        }
        return (int) length;
    }

    private void frame(int first, byte[] bytes, int from, int to) {
        boolean last = first < 0;
        switch (first & 0x0f) {
            case 0x1 -> {
                if (last) {
                    sink.text(bytes, from, to);
                } else {
                    fragments = Arrays.copyOfRange(bytes, from, to);
                }
            }
            case 0x0 -> fragment(bytes, from, to, last);
            case 0x8 -> sink.close(to - from < 2 ? 1005 : (bytes[from] & 0xff) << 8 | bytes[from + 1] & 0xff);
            case 0x9 -> sink.ping(bytes, from, to);
            default -> {} // a pong, or something binary
        }
    }

    private void fragment(byte[] bytes, int from, int to, boolean last) {
        int before = fragments.length;
        if (before + to - from > MAX_FRAME) {
            throw new CorruptedFrameException("a message of more than " + MAX_FRAME + " bytes");
        }
        byte[] whole = Arrays.copyOf(fragments, before + to - from);
        System.arraycopy(bytes, from, whole, before, to - from);
        fragments = last ? NOTHING : whole;
        if (last) {
            sink.text(whole, 0, whole.length);
        }
    }
}
