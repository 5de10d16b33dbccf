package io.chatka.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.internal.transport.deflate.Decompressor;
import io.chatka.internal.transport.deflate.DeflateTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is read back by a decoder that others wrote, which checks the rules for clients. */
class TextFramesTest {
    private final EmbeddedChannel client =
            new EmbeddedChannel(new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder()
                    .expectMaskedFrames(false)
                    .allowExtensions(false)
                    .maxFramePayloadLength(1 << 20)
                    .build()));

    /** Around the places where the length takes more bytes. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, 65_535, 65_536, 100_000})
    void a_text_is_one_whole_frame_of_exactly_the_announced_size(int length) {
        byte[] payload = new byte[length];
        Arrays.fill(payload, (byte) 'x');
        ByteBuf frame = Unpooled.buffer();
        TextFrames.write(frame, payload);
        assertThat(frame.readableBytes()).isEqualTo(TextFrames.size(payload));
        TextWebSocketFrame read = read(frame, TextWebSocketFrame.class);
        assertThat(ByteBufUtil.getBytes(read.content())).isEqualTo(payload);
        read.release();
    }

    @Test
    void texts_can_stand_one_after_the_other() {
        ByteBuf frames = Unpooled.buffer();
        TextFrames.write(frames, new byte[] {'a'});
        TextFrames.write(frames, new byte[] {'b'});
        client.writeInbound(frames);
        for (String expected : new String[] {"a", "b"}) {
            TextWebSocketFrame read = client.readInbound();
            assertThat(read.text()).isEqualTo(expected);
            read.release();
        }
    }

    @Test
    void a_close_has_its_code_and_its_text() {
        ByteBuf frame = Unpooled.buffer();
        TextFrames.writeClose(frame, 4002, "slow".getBytes(StandardCharsets.US_ASCII));
        CloseWebSocketFrame read = read(frame, CloseWebSocketFrame.class);
        assertThat(read.statusCode()).isEqualTo(4002);
        assertThat(read.reasonText()).isEqualTo("slow");
        read.release();
    }

    @Test
    void an_empty_close_has_neither() {
        ByteBuf frame = Unpooled.buffer();
        TextFrames.writeEmptyClose(frame);
        CloseWebSocketFrame read = read(frame, CloseWebSocketFrame.class);
        assertThat(read.statusCode()).isEqualTo(-1);
        read.release();
    }

    @Test
    void a_pong_repeats_what_was_sent() {
        ByteBuf frame = Unpooled.buffer();
        TextFrames.writePong(frame, Unpooled.wrappedBuffer(new byte[125]));
        PongWebSocketFrame read = read(frame, PongWebSocketFrame.class);
        assertThat(read.content().readableBytes()).isEqualTo(125);
        read.release();
    }

    @Test
    void a_ping_has_no_payload() {
        ByteBuf frame = Unpooled.buffer();
        TextFrames.writePing(frame);
        PingWebSocketFrame read = read(frame, PingWebSocketFrame.class);
        assertThat(read.content().readableBytes()).isZero();
        read.release();
    }

    @Test
    void a_text_of_two_parts_is_one_frame() {
        ByteBuf frame = Unpooled.buffer();
        TextFrames.write(frame, new byte[] {'a'}, new byte[] {'b', 'c'});
        TextWebSocketFrame read = read(frame, TextWebSocketFrame.class);
        assertThat(read.text()).isEqualTo("abc");
        read.release();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 300, 65_535})
    void a_beginning_that_is_stored_and_a_rest_that_was_compressed_alone_are_one_text(int length) throws Exception {
        byte[] begin = "x".repeat(length).getBytes(StandardCharsets.US_ASCII);
        byte[] rest = "the same again and again ".repeat(50).getBytes(StandardCharsets.US_ASCII);
        ByteBuf frame = Unpooled.buffer();
        byte[] deflated = DeflateTest.deflated(rest);
        TextFrames.writeDeflated(frame, begin, deflated);
        assertThat(frame.readableBytes())
                .isEqualTo(TextFrames.size(TextFrames.STORED_BLOCK + length + deflated.length));
        frame.skipBytes(frame.readableBytes() - TextFrames.STORED_BLOCK - length - deflated.length);
        byte[] text = new Decompressor().decompress(ByteBufUtil.getBytes(frame), 100_000);
        assertThat(new String(text, StandardCharsets.US_ASCII))
                .isEqualTo(new String(begin, StandardCharsets.US_ASCII) + new String(rest, StandardCharsets.US_ASCII));
    }

    private <F extends WebSocketFrame> F read(ByteBuf bytes, Class<F> type) {
        client.writeInbound(bytes);
        WebSocketFrame frame = client.readInbound();
        assertThat(frame).isInstanceOf(type);
        assertThat(frame.isFinalFragment()).isTrue();
        assertThat(client.<Object>readInbound()).isNull();
        return type.cast(frame);
    }
}
