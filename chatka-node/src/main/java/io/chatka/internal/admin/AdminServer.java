package io.chatka.internal.admin;

import io.chatka.internal.transport.ListenFailures;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP server for operators and orchestrators. Its event loop, threads, connections and buffers
 * are its own, so it answers while the rest of the node is busy. Thread-safe; {@link #start} and
 * {@link #close} block.
 */
public final class AdminServer implements AutoCloseable {
    static final int MAX_REQUEST_LINE = 4096;
    static final int MAX_HEADERS = 16 * 1024;

    private static final long CLOSE_MILLIS = 1_000;
    private static final int BACKLOG = 128;
    private static final int READ = 4096;

    /** What the kernel keeps for a client that does not read. */
    private static final int SEND_BUFFER = 64 * 1024;

    private static final int WATER_MARK = 16 * 1024;

    /**
     * With {@link #CHUNK_ORDER}, chunks of 2 MiB: one holds what all connections have under way.
     */
    private static final int PAGE = 8192;

    private static final int CHUNK_ORDER = 8;

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("chatka-admin", true), NioIoHandler.newFactory());
    private final ByteBufAllocator buffers = new PooledByteBufAllocator(true, 0, 1, PAGE, CHUNK_ORDER, 0, 0, false);

    /** Keeps the first chunk allocated, so that an answer never waits for memory. */
    private final ByteBuf pin = buffers.directBuffer(1);

    private final Connections connections;
    private final Workers workers;
    private final AdminDoor door;
    private Channel listening;

    /**
     * @param requestMillis from the accept, or a request's first byte, to its last
     * @param answerMillis from a request's last byte to the last of its answer
     * @param idleMillis from an answer to the next request's first byte
     */
    record Deadlines(long requestMillis, long answerMillis, long idleMillis) {
        /** The idle time lets a client that asks once a minute reuse its connection. */
        static final Deadlines USUAL = new Deadlines(10_000, 30_000, 90_000);
    }

    /** What all connections share. */
    record Shared(
            Map<String, AdminPage> pages,
            AdminDoor door,
            Connections connections,
            Workers workers,
            Deadlines deadlines) {}

    private AdminServer(int connections, AdminDoor door) {
        this.door = door;
        this.connections = new Connections(connections);
        this.workers = new Workers(connections);
    }

    /**
     * @param door answers what the pages do not cover; closed with the server
     * @param connections maximum number, at least 1; one more evicts the one that has waited
     *     longest for its client
     * @throws io.chatka.api.ConfigException if the address may not be listened at
     * @throws io.chatka.api.ListenException if it cannot be listened at now
     */
    public static AdminServer start(String host, int port, int connections, List<AdminPage> pages, AdminDoor door) {
        return start(host, port, connections, pages, door, Deadlines.USUAL);
    }

    static AdminServer start(
            String host, int port, int connections, List<AdminPage> pages, AdminDoor door, Deadlines deadlines) {
        Map<String, AdminPage> byPath = new LinkedHashMap<>();
        pages.forEach(page -> byPath.put(page.path(), page));
        AdminServer server = new AdminServer(connections, door);
        try {
            server.listen(host, port, new Shared(byPath, door, server.connections, server.workers, deadlines));
            door.listening(server.port());
            return server;
        } catch (RuntimeException failed) {
            server.close();
            throw failed;
        }
    }

    private void listen(String host, int port, Shared shared) {
        var http = new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_REQUEST_LINE)
                .setMaxHeaderSize(MAX_HEADERS);
        ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                // One accept at a time: a new connection is read before many others can evict it.
                .option(ChannelOption.RECVBUF_ALLOCATOR, new ServerChannelRecvByteBufAllocator().maxMessagesPerRead(1))
                .childOption(ChannelOption.ALLOCATOR, buffers)
                .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ))
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(WATER_MARK / 2, WATER_MARK))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        AdminConnection connection = new AdminConnection(shared);
                        channel.pipeline()
                                .addLast(
                                        connection.firstByte(),
                                        new HttpRequestDecoder(http),
                                        new HttpResponseEncoder(),
                                        // One request at a time, also if several came at once.
                                        new FlowControlHandler(),
                                        // A piece at a time, as the socket takes it.
                                        new ChunkedWriteHandler(),
                                        connection);
                    }
                })
                .bind(host, port)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw ListenFailures.of(
                    "cannot listen at " + host + ":" + port + " for the admin port", bound.cause(), port, "admin-port");
        }
        listening = bound.channel();
    }

    /** The port that is listened at, which differs from the one asked for if that was 0. */
    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** Closes the port and all connections to it; blocks for a few seconds at most. */
    @Override
    public void close() {
        door.close();
        workers.close();
        if (listening != null) {
            listening.close().awaitUninterruptibly(CLOSE_MILLIS);
            loop.submit(connections::closeAll).awaitUninterruptibly(CLOSE_MILLIS);
        }
        loop.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly(2 * CLOSE_MILLIS);
        pin.release();
    }
}
