package io.chatka.internal.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.util.List;

/** Reads frames (RFC 6455, section 5.2), and knows whether one is incomplete. */
final class FrameDecoder extends WebSocket13FrameDecoder {
    private boolean midFrame;

    FrameDecoder(WebSocketDecoderConfig config) {
        super(config);
    }

    /** Whether the first bytes of a frame have come and its last one has not. */
    boolean midFrame() {
        return midFrame;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        int before = out.size();
        super.decode(context, in, out);
        // Called while there are bytes: if they did not make a frame, they are a part of one.
        midFrame = out.size() == before;
    }
}
