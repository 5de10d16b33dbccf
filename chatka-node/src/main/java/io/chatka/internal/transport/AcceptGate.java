package io.chatka.internal.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SingleThreadEventLoop;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The handler of the listening socket. It counts accepted sockets, and pauses accepting while no
 * descriptor is free, or while enough new sockets wait for their lanes.
 *
 * <p>A lane registers about {@value #NEW_IN_A_TURN} new sockets, and then serves all its other
 * sockets for a turn before more are accepted. Without that bound, clients that connect faster than
 * lanes can register them fill the lanes' queues, and all connected clients wait. With it, new
 * clients wait in the kernel's backlog.
 */
final class AcceptGate extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptGate.class);

    /**
     * New sockets for each lane and turn. Each costs the lane about 0.05 ms, so together up to 2
     * ms.
     */
    static final int NEW_IN_A_TURN = 32;

    private final Admission admission;
    private final int mostNew;

    /** Sockets whose lanes have not yet ended the turn in which they registered them. */
    private final AtomicInteger newSockets = new AtomicInteger();

    private volatile boolean outOfDescriptors;

    AcceptGate(Admission admission, int lanes) {
        this.admission = admission;
        this.mostNew = NEW_IN_A_TURN * lanes;
    }

    /** Any thread. */
    boolean outOfDescriptors() {
        return outOfDescriptors;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        Channel listening = context.channel();
        Channel socket = (Channel) accepted;
        if (!admission.socketOpened() && !outOfDescriptors) {
            outOfDescriptors = true;
            LOG.warn(
                    "out of descriptors for sockets: new connections wait until some close; raise the open-file limit");
        }
        if (newSockets.incrementAndGet() >= mostNew || outOfDescriptors) {
            listening.config().setAutoRead(false);
            // The sockets that would reopen it may have been registered or closed already.
            reopen(listening);
        }
        socket.closeFuture().addListener(closed -> {
            admission.socketClosed();
            if (outOfDescriptors && admission.mayAccept()) {
                reconsider(listening);
            }
        });
        context.fireChannelRead(accepted);
        // Queued after the task that registers the socket.
        SingleThreadEventLoop lane = (SingleThreadEventLoop) socket.eventLoop();
        lane.execute(() -> lane.executeAfterEventLoopIteration(() -> registered(listening)));
    }

    private void registered(Channel listening) {
        if (newSockets.decrementAndGet() == mostNew / 2 && !listening.config().isAutoRead()) {
            reconsider(listening);
        }
    }

    /** Accepts again if there is room. Any thread. */
    void reconsider(Channel listening) {
        listening.eventLoop().execute(() -> reopen(listening));
    }

    private void reopen(Channel listening) {
        if (outOfDescriptors && admission.mayAccept()) {
            outOfDescriptors = false;
            LOG.info("accepting connections again");
        }
        if (!outOfDescriptors && newSockets.get() <= mostNew / 2) {
            listening.config().setAutoRead(true);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // The reserve was used up by something else. Netty pauses accepting for a second after this.
        LOG.warn("cannot accept connections: {}; trying again every second", cause.getMessage());
        context.fireExceptionCaught(cause);
    }
}
