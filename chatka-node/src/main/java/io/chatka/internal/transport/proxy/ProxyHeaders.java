package io.chatka.internal.transport.proxy;

import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.transport.LogThrottle;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the header of the PROXY protocol, version 1 or 2, from the beginning of a connection.
 * Thread-safe.
 */
public final class ProxyHeaders {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyHeaders.class);

    /** Maximum bytes of the additional fields of a version 2 header, which the node ignores. */
    private static final int MAX_ADDITIONS = 2048;

    private final NodeMeter meter;
    private final LogThrottle badHeaders = new LogThrottle();

    public ProxyHeaders(NodeMeter meter) {
        this.meter = meter;
    }

    /**
     * Adds two handlers, which remove themselves once the header is read. A connection without the
     * header is closed.
     */
    public void expect(ChannelPipeline pipeline) {
        pipeline.addLast(new HAProxyMessageDecoder(MAX_ADDITIONS), new Reader());
    }

    private final class Reader extends SimpleChannelInboundHandler<HAProxyMessage> {
        private boolean failed;

        @Override
        protected void channelRead0(ChannelHandlerContext context, HAProxyMessage header) {
            InetAddress client = address(header.sourceAddress());
            if (client != null) {
                context.channel().attr(ClientAddresses.CLIENT).set(client);
            }
            context.pipeline().remove(this);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // The decoder may fail once more when the socket closes.
            if (!failed) {
                failed = true;
                meter.rejected(NodeMeter.Reject.PROXY);
                logBadHeader(context);
                context.close();
            }
        }
    }

    private void logBadHeader(ChannelHandlerContext context) {
        if (badHeaders.shouldLog(meter.now())) {
            LOG.warn(
                    "a connection of the trusted proxy {} does not begin with the PROXY protocol's header and is closed; make the proxy send it (HAProxy: send-proxy-v2), or set chatka.server.proxies.header to what it sends. More such connections are only counted",
                    context.channel().remoteAddress());
        }
    }

    /**
     * Null for a proxy's own connection, such as a health check, and for what is no internet
     * address.
     */
    private static InetAddress address(String source) {
        byte[] bytes = source == null ? null : NetUtil.createByteArrayFromIpAddressString(source);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException neither4Nor16) {
            return null;
        }
    }
}
