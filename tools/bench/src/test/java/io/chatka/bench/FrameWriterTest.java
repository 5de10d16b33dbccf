package io.chatka.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FrameWriterTest {
    private final ByteBufAllocator allocator = UnpooledByteBufAllocator.DEFAULT;

    @Test
    void text_is_masked_and_can_be_unmasked_in_each_length() {
        for (int length : new int[] {1, 124, 125, 126, 127, 128, 129, 1_000, 65_535, 65_536}) {
            String text = "t".repeat(length);
            ByteBuf frame = new FrameWriter().text(allocator, text);
            assertThat(frame.readUnsignedByte()).isEqualTo((short) 0x81);
            int size = frame.readUnsignedByte() - 0x80;
            size = size == 126 ? frame.readUnsignedShort() : size == 127 ? (int) frame.readLong() : size;
            byte[] mask = new byte[4];
            frame.readBytes(mask);
            byte[] payload = new byte[size];
            frame.readBytes(payload);
            for (int i = 0; i < size; i++) {
                payload[i] ^= mask[i & 3];
            }
            assertThat(new String(payload, StandardCharsets.UTF_8)).isEqualTo(text);
            assertThat(frame.isReadable()).isFalse();
            frame.release();
        }
    }
}
