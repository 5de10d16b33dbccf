package io.chatka.internal.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Closes a socket so that its last answer arrives although the peer is still sending. A socket that
 * is closed with unread bytes is reset, and the reset overtakes the answer (RFC 9112, section 9.6).
 * So the writing side is closed first; further bytes are read and dropped until the peer closes,
 * too, for at most {@value #MOST_SECONDS} s and {@value #MOST_BYTES} bytes.
 */
public final class LingeringClose extends ChannelInboundHandlerAdapter {
    private static final long MOST_SECONDS = 2;
    private static final long MOST_BYTES = 1024 * 1024;

    private long bytes;

    private LingeringClose() {}

    /**
     * On the channel's event loop.
     *
     * @param written the write of the last answer
     */
    public static void close(Channel channel, ChannelFuture written) {
        written.addListener(done -> {
            SslHandler tls = channel.pipeline().get(SslHandler.class);
            if (!done.isSuccess()) {
                channel.close();
            } else if (tls == null) {
                linger(channel);
            } else {
                tls.closeOutbound().addListener(told -> linger(channel));
            }
        });
    }

    private static void linger(Channel channel) {
        if (!channel.isActive()) {
            return;
        }
        channel.pipeline().addFirst(new LingeringClose());
        ((DuplexChannel) channel).shutdownOutput();
        Future<?> end = channel.eventLoop().schedule((Runnable) channel::close, MOST_SECONDS, TimeUnit.SECONDS);
        channel.closeFuture().addListener(closed -> end.cancel(false));
        channel.config().setAutoRead(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        bytes += message instanceof ByteBuf more ? more.readableBytes() : 0;
        ReferenceCountUtil.release(message);
        if (bytes > MOST_BYTES) {
            context.close();
        }
    }
}
