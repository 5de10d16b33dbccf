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
 * Closes a socket so that its last answer arrives although the peer is still sending: a socket that is closed with unread bytes is reset,
 * and the reset overtakes the answer (RFC 9112, section 9.6). So the writing side is closed first, and what still comes is read and
 * thrown away until the peer closes too, within bounds of time and bytes.
 */
public final class Lingering extends ChannelInboundHandlerAdapter {
    private static final long MOST_SECONDS = 2;
    private static final long MOST_BYTES = 1024 * 1024;

    private long bytes;

    private Lingering() {}

    /**
     * The channel's event loop.
     *
     * @param written of the last answer
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
        channel.pipeline().addFirst(new Lingering());
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
