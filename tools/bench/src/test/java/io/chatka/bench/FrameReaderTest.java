package io.chatka.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.CorruptedFrameException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
    private final List<String> seen = new ArrayList<>();
    private final FrameReader reader = new FrameReader(new FrameReader.Scratch(), new FrameReader.Sink() {
        @Override
        public void text(byte[] bytes, int from, int to) {
            seen.add(new String(bytes, from, to - from, StandardCharsets.US_ASCII));
        }

        @Override
        public void ping(byte[] bytes, int from, int to) {
            seen.add("ping " + new String(bytes, from, to - from, StandardCharsets.US_ASCII));
        }

        @Override
        public void close(int code) {
            seen.add("close " + code);
        }
    });

    @Test
    void frames_come_whole_however_they_were_cut() {
        String medium = Mark.text(1, 2, 3, 300);
        String large = "y".repeat(70_000);
        ByteBuf all = Unpooled.buffer();
        frame(all, 0x81, "a");
        frame(all, 0x89, "are you there");
        frame(all, 0x81, medium);
        frame(all, 0x81, "");
        frame(all, 0x81, large);
        frame(all, 0x81, "z");
        for (int segment : new int[] {1, 2, 3, 7, 126, 1_000, 65_536, all.readableBytes()}) {
            seen.clear();
            for (int at = 0; at < all.writerIndex(); at += segment) {
                reader.read(all.slice(at, Math.min(segment, all.writerIndex() - at)));
            }
            assertThat(seen).containsExactly("a", "ping are you there", medium, "", large, "z");
        }
    }

    @Test
    void several_messages_in_one_segment_are_several_messages() {
        ByteBuf all = Unpooled.buffer();
        for (int i = 0; i < 500; i++) {
            frame(all, 0x81, "message " + i);
        }
        reader.read(all);
        assertThat(seen).hasSize(500).startsWith("message 0").endsWith("message 499");
    }

    @Test
    void fragments_become_one_message_with_a_ping_between_them() {
        ByteBuf all = Unpooled.buffer();
        frame(all, 0x01, "one ");
        frame(all, 0x00, "two ");
        frame(all, 0x89, "!");
        frame(all, 0x80, "three");
        frame(all, 0x81, "next");
        reader.read(all);
        assertThat(seen).containsExactly("ping !", "one two three", "next");
    }

    @Test
    void close_has_a_code_or_none() {
        ByteBuf all = Unpooled.buffer();
        all.writeByte(0x88).writeByte(2).writeShort(4002);
        all.writeByte(0x88).writeByte(0);
        reader.read(all);
        assertThat(seen).containsExactly("close 4002", "close 1005");
    }

    @Test
    void memory_is_not_given_to_a_frame_that_claims_to_be_huge() {
        ByteBuf huge = Unpooled.buffer().writeByte(0x81).writeByte(127).writeLong(1L << 40);
        assertThatThrownBy(() -> reader.read(huge)).isInstanceOf(CorruptedFrameException.class);
    }

    @Test
    void masked_frames_are_no_server_s() {
        ByteBuf masked =
                Unpooled.buffer().writeByte(0x81).writeByte(0x81).writeInt(0).writeByte('a');
        assertThatThrownBy(() -> reader.read(masked)).isInstanceOf(CorruptedFrameException.class);
    }

    private static void frame(ByteBuf out, int first, String text) {
        out.writeByte(first);
        if (text.length() < 126) {
            out.writeByte(text.length());
        } else if (text.length() < 1 << 16) {
            out.writeByte(126).writeShort(text.length());
        } else {
            out.writeByte(127).writeLong(text.length());
        }
        out.writeCharSequence(text, StandardCharsets.US_ASCII);
    }
}
