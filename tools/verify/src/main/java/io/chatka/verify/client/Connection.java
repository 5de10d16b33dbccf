package io.chatka.verify.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.InetSocketAddress;
import java.net.URI;

/**
 * One WebSocket. It calls its listener in the event loop, and never again after {@link #abandon}.
 */
final class Connection extends SimpleChannelInboundHandler<WebSocketFrame> {
    private static final int CONNECT_MILLIS = 3_000;
    private static final int BUFFER = 64 * 1024;
    private static final int LARGEST_FRAME = 4 << 20;

    /** Gets the frames. */
    interface Listener {
        void opened();

        void text(String frame);

        /** Once, also when it was never open. */
        void closed(String how);
    }

    private Listener listener;
    private Channel channel;
    private String how = "1006";

    private Connection(Listener listener) {
        this.listener = listener;
    }

    static Connection open(EventLoop loop, InetSocketAddress address, Listener listener) {
        Connection connection = new Connection(listener);
        URI uri = URI.create("ws://" + address.getHostString() + ':' + address.getPort() + "/ws");
        WebSocketClientProtocolConfig protocol = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(uri)
                .version(WebSocketVersion.V13)
                .subprotocol("chatka.v1")
                .maxFramePayloadLength(LARGEST_FRAME)
                .handshakeTimeoutMillis(CONNECT_MILLIS)
                .handleCloseFrames(false)
                .build();
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_RCVBUF, BUFFER)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel socket) {
                        connection.channel = socket;
                        socket.pipeline()
                                .addLast(new HttpClientCodec())
                                .addLast(new HttpObjectAggregator(16 * 1024))
                                .addLast(new WebSocketClientProtocolHandler(protocol))
                                .addLast(connection);
                    }
                })
                .connect(address)
                .addListener(connecting -> {
                    if (!connecting.isSuccess()) {
                        connection.end("no connection: " + connecting.cause().getMessage());
                    }
                });
        return connection;
    }

    void send(String json) {
        channel.writeAndFlush(new TextWebSocketFrame(json));
    }

    /** Whether it reads; while it does not, frames pile up at the server. */
    void reading(boolean on) {
        channel.config().setAutoRead(on);
    }

    /** As a user who leaves. */
    void close() {
        channel.writeAndFlush(new CloseWebSocketFrame(1000, ""));
    }

    /** As nearly as a program can like a machine that is switched off: with a reset. */
    void abandon() {
        listener = null;
        if (channel != null) {
            if (channel.isActive()) {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
            }
            channel.close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE && listener != null) {
            listener.opened();
        } else if (event == ClientHandshakeStateEvent.HANDSHAKE_TIMEOUT) {
            how = "no answer to the handshake";
            context.close();
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        if (frame instanceof TextWebSocketFrame text) {
            if (listener != null) {
                listener.text(text.text());
            }
        } else if (frame instanceof CloseWebSocketFrame close) {
            how = close.statusCode() + " " + close.reasonText();
            context.writeAndFlush(close.retain()).addListener(written -> context.close());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end(how);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        how = "1006: " + cause.getMessage();
        context.close();
    }

    private void end(String reason) {
        Listener told = listener;
        listener = null;
        if (told != null) {
            told.closed(reason);
        }
    }
}
