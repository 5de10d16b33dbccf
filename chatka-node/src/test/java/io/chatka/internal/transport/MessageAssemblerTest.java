package io.chatka.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.internal.transport.MessageAssembler.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MessageAssemblerTest {
    private final MessageAssembler assembler = new MessageAssembler(10, false);

    @Test
    void a_frame_that_is_whole_is_a_message_and_nothing_is_held() {
        assertThat(add(text(true, "hi"))).isEqualTo(Outcome.MESSAGE);
        assertThat(taken()).isEqualTo("hi");
        assertThat(assembler.take()).isNull();
        assertThat(assembler.held()).isZero();
    }

    @Test
    void fragments_are_one_message_even_if_they_cut_a_character() {
        byte[] utf8 = "a\u4e2db".getBytes(StandardCharsets.UTF_8);
        assertThat(add(new TextWebSocketFrame(false, 0, Unpooled.wrappedBuffer(utf8, 0, 2))))
                .isEqualTo(Outcome.PARTIAL);
        assertThat(assembler.held()).isEqualTo(2);
        assertThat(add(continuation(false, ""))).isEqualTo(Outcome.PARTIAL);
        assertThat(add(new PingWebSocketFrame())).isEqualTo(Outcome.PING);
        assertThat(add(new ContinuationWebSocketFrame(true, 0, Unpooled.wrappedBuffer(utf8, 2, 3))))
                .isEqualTo(Outcome.MESSAGE);
        assertThat(taken()).isEqualTo("a\u4e2db");
        assertThat(assembler.held()).isZero();
    }

    @Test
    void after_a_message_in_fragments_another_may_come() {
        add(text(false, "a"));
        add(continuation(true, "b"));
        assembler.take();
        assertThat(add(text(false, "c"))).isEqualTo(Outcome.PARTIAL);
        assertThat(add(continuation(true, "d"))).isEqualTo(Outcome.MESSAGE);
        assertThat(taken()).isEqualTo("cd");
    }

    @Test
    void fragments_in_the_wrong_order_are_noticed() {
        assertThat(add(continuation(true, "a"))).isEqualTo(Outcome.OUT_OF_SEQUENCE);
        assertThat(add(text(false, "a"))).isEqualTo(Outcome.PARTIAL);
        assertThat(add(text(true, "b"))).isEqualTo(Outcome.OUT_OF_SEQUENCE);
    }

    @Test
    void a_message_may_have_the_largest_size_and_not_one_byte_more() {
        assertThat(add(text(true, "x".repeat(10)))).isEqualTo(Outcome.MESSAGE);
        assembler.take();
        assertThat(add(text(true, "x".repeat(11)))).isEqualTo(Outcome.TOO_BIG);
        assertThat(add(text(false, "x".repeat(6)))).isEqualTo(Outcome.PARTIAL);
        assertThat(add(continuation(false, "x".repeat(5)))).isEqualTo(Outcome.TOO_BIG);
    }

    @Test
    void fragments_without_end_are_too_many() {
        add(text(false, ""));
        for (int i = 2; i <= 1_024; i++) {
            assertThat(add(continuation(false, ""))).isEqualTo(Outcome.PARTIAL);
        }
        assertThat(add(continuation(false, ""))).isEqualTo(Outcome.TOO_MANY_FRAGMENTS);
    }

    @Test
    void what_is_not_UTF_8_is_noticed_with_the_fragment_that_it_is_in() {
        assertThat(add(new TextWebSocketFrame(false, 0, Unpooled.wrappedBuffer(new byte[] {'a', (byte) 0xED}))))
                .isEqualTo(Outcome.PARTIAL);
        assertThat(add(new ContinuationWebSocketFrame(false, 0, Unpooled.wrappedBuffer(new byte[] {(byte) 0xA0}))))
                .isEqualTo(Outcome.BAD_UTF8);
    }

    @Test
    void a_character_without_its_last_byte_is_noticed_when_the_message_is_whole() {
        ByteBuf half = Unpooled.wrappedBuffer(new byte[] {(byte) 0xE4, (byte) 0xB8});
        assertThat(add(new TextWebSocketFrame(true, 0, half.retainedDuplicate())))
                .isEqualTo(Outcome.BAD_UTF8);
        assertThat(add(new TextWebSocketFrame(false, 0, half))).isEqualTo(Outcome.PARTIAL);
        assertThat(add(continuation(true, ""))).isEqualTo(Outcome.BAD_UTF8);
    }

    @Test
    void other_frames_are_told_apart() {
        assertThat(add(new PongWebSocketFrame())).isEqualTo(Outcome.PONG);
        assertThat(add(new CloseWebSocketFrame())).isEqualTo(Outcome.CLOSE);
        assertThat(add(new BinaryWebSocketFrame())).isEqualTo(Outcome.BINARY);
    }

    @Test
    void binary_messages_are_put_together_where_they_are_taken_and_need_not_be_UTF_8() {
        MessageAssembler both = new MessageAssembler(10, true);
        ByteBuf bytes = Unpooled.wrappedBuffer(new byte[] {(byte) 0xFF});
        assertThat(both.add(new BinaryWebSocketFrame(false, 0, bytes.retainedDuplicate())))
                .isEqualTo(Outcome.PARTIAL);
        assertThat(both.add(new ContinuationWebSocketFrame(true, 0, bytes))).isEqualTo(Outcome.MESSAGE);
        assertThat(both.isBinary()).isTrue();
        assertThat(both.take()).containsExactly(0xFF, 0xFF);
        assertThat(both.add(text(true, "a"))).isEqualTo(Outcome.MESSAGE);
        assertThat(both.isBinary()).isFalse();
        assertThat(both.add(new BinaryWebSocketFrame(false, 0, Unpooled.EMPTY_BUFFER)))
                .isEqualTo(Outcome.PARTIAL);
        assertThat(both.add(text(true, "a"))).isEqualTo(Outcome.OUT_OF_SEQUENCE);
    }

    @Test
    void a_connection_that_ends_holds_nothing() {
        add(text(false, "abc"));
        assembler.release();
        assertThat(assembler.held()).isZero();
    }

    private String taken() {
        return new String(assembler.take(), StandardCharsets.UTF_8);
    }

    /** As the connection does: adds the frame, and releases it. */
    private Outcome add(WebSocketFrame frame) {
        Outcome outcome = assembler.add(frame);
        assertThat(frame.refCnt())
                .as("the assembler leaves releasing to the caller")
                .isPositive();
        frame.release();
        return outcome;
    }

    private static WebSocketFrame text(boolean last, String text) {
        return new TextWebSocketFrame(last, 0, text);
    }

    private static WebSocketFrame continuation(boolean last, String text) {
        return new ContinuationWebSocketFrame(last, 0, text);
    }
}
