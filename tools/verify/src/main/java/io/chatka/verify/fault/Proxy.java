package io.chatka.verify.fault;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A TCP link that fails as a network does: bytes arrive late or never, and are never damaged. Bytes
 * that it holds back arrive when the link heals, as TCP resends lost segments. Methods may be
 * called from any thread and return when it is done.
 */
public final class Proxy implements AutoCloseable {
    /**
     * Small, so that the far end notices a reader that stops before the kernel has taken megabytes.
     */
    private static final int BUFFER = 64 * 1024;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("verify-proxy", true), NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private InetSocketAddress target;
    private final boolean redis;
    private final Channel listening;
    private final List<Link> links = new ArrayList<>();
    private boolean refusing;
    private boolean holding;
    private long delayMillis;
    private Predicate<byte[]> swallow = push -> false;

    private Proxy(InetSocketAddress target, boolean redis) {
        this.target = target;
        this.redis = redis;
        this.listening = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_SNDBUF, BUFFER)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel near) {
                        accept(near);
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    /** A link to anything. */
    public static Proxy to(InetSocketAddress target) {
        return new Proxy(target, false);
    }

    /** A link to a Redis, which can {@link #swallow}. */
    public static Proxy toRedis(InetSocketAddress target) {
        return new Proxy(target, true);
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) listening.localAddress();
    }

    private void accept(SocketChannel near) {
        if (refusing) {
            reset(near);
            return;
        }
        Bootstrap dial = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_RCVBUF, BUFFER)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel far) {}
                });
        dial.connect(target).addListener((io.netty.channel.ChannelFuture dialled) -> {
            if (!dialled.isSuccess() || refusing) {
                reset(near);
                dialled.channel().close();
                return;
            }
            PushFilter filter = redis ? new PushFilter(push -> swallow.test(push)) : null;
            Link link = new Link(near, (SocketChannel) dialled.channel(), filter);
            links.add(link);
            link.onEnd(() -> links.remove(link));
            link.delay(delayMillis);
            link.hold(holding);
        });
    }

    private static void reset(Channel channel) {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.close();
    }

    /** New connections go there; existing ones stay. */
    public void target(InetSocketAddress other) {
        run(() -> target = other);
    }

    /** Ends all connections in good order, as a restarted proxy or an idle timeout does. */
    public void cut() {
        run(() -> List.copyOf(links).forEach(Link::close));
    }

    /** Ends all connections with a reset. */
    public void reset() {
        run(() -> List.copyOf(links).forEach(Link::reset));
    }

    /** Whether new connections are refused. */
    public void refuse(boolean on) {
        run(() -> refusing = on);
    }

    /**
     * Whether bytes are held back in both directions, while connections stay open and new ones are
     * taken.
     */
    public void hold(boolean on) {
        run(() -> {
            holding = on;
            links.forEach(link -> link.hold(on));
        });
    }

    /** Delays every byte; 0 for no delay. */
    public void delay(long millis) {
        run(() -> {
            delayMillis = millis;
            links.forEach(link -> link.delay(millis));
        });
    }

    /**
     * The far end never learns that the near one has gone: near connections are reset, far ones
     * stay open and silent until they are closed from there or by {@link #dropHalfOpen}.
     */
    public void halfOpen() {
        run(() -> links.forEach(Link::forgetNear));
    }

    /** Ends what {@link #halfOpen} left, with a reset. */
    public void dropHalfOpen() {
        run(() -> List.copyOf(links).stream().filter(Link::isHalfOpen).forEach(Link::reset));
    }

    /** How many connections that {@link #halfOpen} left are still open. */
    public int halfOpenConnections() {
        int[] count = new int[1];
        run(() -> count[0] = (int) links.stream().filter(Link::isHalfOpen).count());
        return count[0];
    }

    /**
     * Removes Pub/Sub messages of Redis from the far end's bytes. For links to Redis only.
     *
     * @param chosen is asked for each whole push, in the proxy's thread
     */
    public void swallow(Predicate<byte[]> chosen) {
        run(() -> swallow = chosen);
    }

    private void run(Runnable task) {
        loop.submit(task).syncUninterruptibly();
    }

    @Override
    public void close() {
        listening.close().syncUninterruptibly();
        reset();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }
}
