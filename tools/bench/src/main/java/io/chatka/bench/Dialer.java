package io.chatka.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLException;

/** Brings the users in, step by step, and out again. Blocks. */
final class Dialer {
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
    /** So many connects may be under way: more would only wait in the server's backlog. */
    private static final int UNDER_WAY = 256;

    private static final long STEP_NANOS = 200_000;
    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Crowd crowd;
    private final SslContext tls;

    Dialer(Crowd crowd) {
        this.crowd = crowd;
        try {
            tls = crowd.plan().target().tls() ? SslContextBuilder.forClient().build() : null;
        } catch (SSLException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Returns when every user has joined or failed, or when a stop is requested. */
    void connect(BooleanSupplier stop) {
        Plan plan = crowd.plan();
        long start = crowd.clock().nanos();
        long lastChange = start;
        int lastSettled = 0;
        int next = 0;
        while (settled() < plan.people().users() && !stop.getAsBoolean()) {
            long now = crowd.clock().nanos();
            long due = plan.generator().ramp() == 0
                    ? plan.people().users()
                    : (long) ((now - start) / 1e9 * plan.generator().ramp()) + 1;
            while (next < Math.min(due, plan.people().users()) && next - settled() < UNDER_WAY) {
                dial(crowd.connections().get(next++));
            }
            int settled = settled();
            if (settled != lastSettled || settled == next) {
                lastChange = now;
                lastSettled = settled;
            } else if (now - lastChange > plan.generator().patience().toNanos()) {
                crowd.connections().stream()
                        .limit(next)
                        .forEach(late -> late.worker().loop().execute(late::hurry));
                lastChange = now;
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
    }

    private int settled() {
        return crowd.joinedCount() + crowd.failedCount();
    }

    private void dial(Connection connection) {
        Bootstrap bootstrap = new Bootstrap()
                .group(connection.worker().loop())
                .channel(Loops.channel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(32 * 1024))
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(256 * 1024, 1024 * 1024))
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (tls != null) {
                            Target target = crowd.plan().target();
                            channel.pipeline()
                                    .addLast(tls.newHandler(
                                            channel.alloc(),
                                            target.host(),
                                            target.address().getPort()));
                        }
                        channel.pipeline().addLast(connection);
                    }
                });
        connection.starting();
        bootstrap.connect(crowd.plan().target().address()).addListener(connected -> {
            if (!connected.isSuccess()) {
                connection.end(connected.cause());
            }
        });
    }

    /** Closes all connections, and waits until the server has closed them too. */
    void close() {
        int leaving = 0;
        for (Worker worker : crowd.workers()) {
            leaving += Loops.ask(worker.loop(), () -> (int) crowd.connections().stream()
                    .filter(connection -> connection.worker() == worker)
                    .filter(Connection::leave)
                    .count());
        }
        long start = crowd.clock().nanos();
        while (crowd.closedCount() < leaving && crowd.clock().nanos() - start < CLOSE_NANOS) {
            LockSupport.parkNanos(STEP_NANOS);
        }
    }
}
