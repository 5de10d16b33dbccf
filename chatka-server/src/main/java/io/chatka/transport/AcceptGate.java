package io.chatka.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands at the listening socket: counts what is accepted, and accepts nothing while there is no descriptor for it. */
final class AcceptGate extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptGate.class);

    private final Admission admission;

    AcceptGate(Admission admission) {
        this.admission = admission;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        Channel listening = context.channel();
        if (!admission.socketOpened() && listening.config().isAutoRead()) {
            listening.config().setAutoRead(false);
            LOG.warn(
                    "out of descriptors for sockets: new connections wait until some close; raise the open-file limit");
        }
        ((Channel) accepted).closeFuture().addListener(closed -> {
            admission.socketClosed();
            if (!listening.config().isAutoRead() && admission.mayAccept()) {
                listening.eventLoop().execute(() -> reopen(listening));
            }
        });
        context.fireChannelRead(accepted);
    }

    private void reopen(Channel listening) {
        if (!listening.config().isAutoRead() && admission.mayAccept()) {
            listening.config().setAutoRead(true);
            LOG.info("accepting connections again");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // The reserve was used up by something else. Netty pauses accepting for a second after this.
        LOG.warn("cannot accept connections: {}; trying again every second", cause.getMessage());
        context.fireExceptionCaught(cause);
    }
}
