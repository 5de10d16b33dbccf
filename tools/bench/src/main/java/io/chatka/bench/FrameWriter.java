package io.chatka.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** A client's frames, masked as RFC 6455, section 5.3 wants it. For one event loop. */
final class FrameWriter {
    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x88;
    private static final int PONG = 0x8a;

    private final SplittableRandom random = new SplittableRandom();

    ByteBuf text(ByteBufAllocator allocator, String text) {
        return frame(allocator, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    ByteBuf pong(ByteBufAllocator allocator, byte[] payload) {
        return frame(allocator, PONG, payload);
    }

    ByteBuf close(ByteBufAllocator allocator) {
        return frame(allocator, CLOSE, new byte[] {0x03, (byte) 0xe8}); // 1000
    }

    private ByteBuf frame(ByteBufAllocator allocator, int first, byte[] payload) {
        ByteBuf frame = allocator.buffer(payload.length + 14).writeByte(first);
        if (payload.length < 126) {
            frame.writeByte(0x80 | payload.length);
        } else if (payload.length < 1 << 16) {
            frame.writeByte(0x80 | 126).writeShort(payload.length);
        } else {
            frame.writeByte(0x80 | 127).writeLong(payload.length);
        }
        int mask = random.nextInt();
        frame.writeInt(mask);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= (byte) (mask >>> 24 - 8 * (i & 3));
        }
        return frame.writeBytes(payload);
    }
}
