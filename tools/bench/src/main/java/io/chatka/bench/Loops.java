package io.chatka.bench;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** The event loops of the generator. */
final class Loops implements AutoCloseable {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final MultiThreadIoEventLoopGroup group;
    private final List<EventLoop> loops = new ArrayList<>();
    private final long[] threads;

    Loops(int count) {
        group = new MultiThreadIoEventLoopGroup(
                count,
                new DefaultThreadFactory("bench", true),
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        threads = new long[count];
        for (int i = 0; i < count; i++) {
            EventLoop loop = group.next();
            loops.add(loop);
            threads[i] = ask(loop, () -> Thread.currentThread().getId());
        }
    }

    EventLoop get(int index) {
        return loops.get(index);
    }

    int count() {
        return loops.size();
    }

    static Class<? extends Channel> channel() {
        return Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    static String transport() {
        return Epoll.isAvailable() ? "epoll" : "nio";
    }

    /** CPU time of each loop's thread so far, nanoseconds; -1 where the machine does not tell. */
    long[] cpu() {
        long[] cpu = new long[threads.length];
        for (int i = 0; i < cpu.length; i++) {
            cpu[i] = THREADS.isThreadCpuTimeSupported() ? THREADS.getThreadCpuTime(threads[i]) : -1;
        }
        return cpu;
    }

    /** Has a loop find something out, and waits for it. */
    static <T> T ask(EventLoop loop, Callable<T> question) {
        return loop.submit(question).syncUninterruptibly().getNow();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }
}
