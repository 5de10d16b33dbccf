package io.chatka.internal.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;

/** A socket that takes as many bytes as the test says. */
final class ThrottledChannel extends EmbeddedChannel {
    private final StringBuilder taken = new StringBuilder();
    private int room;

    ThrottledChannel() {
        config().setWriteBufferWaterMark(new WriteBufferWaterMark(SendQueue.MAX_HANDED / 2, SendQueue.MAX_HANDED));
    }

    /** Takes this number of further bytes, now or as soon as they are written. */
    void take(int bytes) {
        room += bytes;
        flush();
    }

    /** A {@link DirectWriter}: takes as many bytes as there is room for. */
    int write(ByteBuf bytes) {
        if (unsafe().outboundBuffer().totalPendingWriteBytes() != 0) {
            return DirectWriter.NOT_DONE;
        }
        int part = Math.min(room, bytes.readableBytes());
        taken.append(bytes.toString(bytes.readerIndex(), part, StandardCharsets.ISO_8859_1));
        room -= part;
        return part;
    }

    String taken() {
        return taken.toString();
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer queue) {
        for (Object first = queue.current(); first instanceof ByteBuf bytes && room > 0; first = queue.current()) {
            int part = Math.min(room, bytes.readableBytes());
            taken.append(bytes.toString(bytes.readerIndex(), part, StandardCharsets.ISO_8859_1));
            room -= part;
            queue.removeBytes(part);
        }
    }
}
