package io.chatka.verify.fault;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * One connection through a {@link Proxy}: two sockets. Each is read only as fast as the other is
 * written. In the proxy's event loop.
 */
final class Link {
    private final SocketChannel near;
    private final SocketChannel far;
    private final PushFilter filter;
    private Runnable onEnd = () -> {};
    private boolean held;
    private boolean forgotten;
    private long delayMillis;

    /** @param filter for the bytes of the far end, which then is Redis; or null */
    Link(SocketChannel near, SocketChannel far, PushFilter filter) {
        this.near = near;
        this.far = far;
        this.filter = filter;
        near.pipeline().addLast(new Pump(far));
        far.pipeline().addLast(new Pump(near));
    }

    void onEnd(Runnable task) {
        onEnd = task;
    }

    void delay(long millis) {
        delayMillis = millis;
    }

    void hold(boolean on) {
        held = on;
        if (forgotten) {
            return;
        }
        near.config().setAutoRead(!on);
        far.config().setAutoRead(!on);
        if (!on) {
            near.read();
            far.read();
        }
    }

    void close() {
        near.close();
        far.close();
    }

    void reset() {
        if (near.isActive()) {
            near.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        if (far.isActive()) {
            far.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        close();
    }

    /** The far end stays connected, and its bytes are dropped. */
    void forgetNear() {
        forgotten = true;
        far.config().setAutoRead(true);
        near.config().setOption(ChannelOption.SO_LINGER, 0);
        near.close();
    }

    boolean isHalfOpen() {
        return forgotten;
    }

    private final class Pump extends ChannelInboundHandlerAdapter {
        private final SocketChannel other;
        private final Queue<Runnable> late = new ArrayDeque<>();

        Pump(SocketChannel other) {
            this.other = other;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            if (forgotten) {
                bytes.release();
                return;
            }
            Object out = filter != null && context.channel() == far ? filter.pass(bytes) : bytes;
            inTurn(context, () -> forward(context, out));
        }

        /**
         * After the delay, and never before earlier bytes, also when the delay has just become
         * shorter.
         */
        private void inTurn(ChannelHandlerContext context, Runnable task) {
            if (late.isEmpty() && delayMillis == 0) {
                task.run();
                return;
            }
            late.add(task);
            context.executor().schedule(this::next, delayMillis, TimeUnit.MILLISECONDS);
        }

        /** Timers may fire out of order, so each runs the task that is due first. */
        private void next() {
            late.remove().run();
        }

        private void forward(ChannelHandlerContext context, Object bytes) {
            if (!other.isActive()) {
                ReferenceCountUtil.release(bytes);
                return;
            }
            other.writeAndFlush(bytes);
            if (!other.isWritable()) {
                context.channel().config().setAutoRead(false);
            }
        }

        /** This socket can be written again, so the other one is read again. */
        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (context.channel().isWritable() && !held && !forgotten) {
                other.config().setAutoRead(true);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (context.channel() == near && forgotten) {
                return;
            }
            inTurn(context, this::end);
            onEnd.run();
        }

        private void end() {
            other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
