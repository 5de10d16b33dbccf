package io.chatka.internal.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Closes a connection whose request does not arrive in time, or that is idle for too long between
 * two requests. Stands before the decoder, since a client may send the first byte of a request and
 * no more.
 */
final class RequestDeadline extends ChannelInboundHandlerAdapter {
    private final NettyLane lane;
    private final HttpSettings settings;
    private final TimingWheel.Entry deadline;
    private boolean idle;

    RequestDeadline(NettyLane lane, HttpSettings settings, Channel channel) {
        this.lane = lane;
        this.settings = settings;
        this.deadline = new TimingWheel.Entry() {
            @Override
            void expired() {
                channel.close();
            }
        };
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        lane.wheel().schedule(deadline, lane.ticks(settings.handshake()));
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        lane.wheel().cancel(deadline);
    }

    /** A request was answered, and another one may follow. */
    void answered() {
        idle = true;
        lane.wheel().schedule(deadline, lane.ticks(settings.keepAlive()));
    }

    /**
     * The last answer is being written; the peer has as long to read it as it had for its request.
     */
    void last() {
        idle = false;
        lane.wheel().schedule(deadline, lane.ticks(settings.handshake()));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        if (idle) {
            idle = false;
            lane.wheel().schedule(deadline, lane.ticks(settings.handshake()));
        }
        context.fireChannelRead(bytes);
    }
}
