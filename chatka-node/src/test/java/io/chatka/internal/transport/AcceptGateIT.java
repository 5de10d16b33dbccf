package io.chatka.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.chatka.internal.config.ChatSettings;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sockets that connect faster than a lane registers them. */
class AcceptGateIT {
    private static final int BACKLOG = 1024;

    /**
     * Many times what a lane gets at once, unless the kernel's backlog is smaller: then connecting
     * would wait for the lane.
     */
    private static final int CROWD = Math.min(500, NetUtil.SOMAXCONN);

    /**
     * So many sockets of a turn that half of them would let more in; so few that Netty does not end
     * the turn earlier.
     */
    private static final int MIDDLE = 20;

    private static final ConditionFactory PATIENTLY = await().atMost(60, TimeUnit.SECONDS)
            .pollDelay(0, TimeUnit.MILLISECONDS)
            .pollInterval(1, TimeUnit.MILLISECONDS);

    private final List<Socket> clients = new ArrayList<>();
    private final AtomicInteger takenIn = new AtomicInteger();
    private final Queue<Channel> sockets = new ConcurrentLinkedQueue<>();

    /** The most in one turn; of the lane's thread. */
    private volatile int most;

    private int inThisTurn;
    private final CountDownLatch busy = new CountDownLatch(1);
    private final CountDownLatch inTheMiddle = new CountDownLatch(1);
    private volatile CountDownLatch goOn = new CountDownLatch(0);
    private EventLoopGroup accept;
    private EventLoopGroup lanes;
    private Channel listening;
    private AcceptGate gate;

    private void listen(ListenSettings.Io wanted, String limits) {
        IoBackend io = IoBackend.choose(wanted);
        accept = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("test-accept"), io.handlers());
        lanes = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("test-lane"), io.handlers());
        var config = ConfigFactory.parseString("chatka.limits { " + limits + " }")
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
        gate = new AcceptGate(Admission.of(TransportSettings.read(config, ChatSettings.read(config))), 1);
        listening = new ServerBootstrap()
                .group(accept, lanes)
                .channel(io.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .handler(gate)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel socket) {
                        sockets.add(socket);
                        countIn((SingleThreadEventLoop) socket.eventLoop());
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    private void countIn(SingleThreadEventLoop lane) {
        if (inThisTurn++ == 0) {
            lane.executeAfterEventLoopIteration(() -> {
                most = Math.max(most, inThisTurn);
                inThisTurn = 0;
            });
        }
        if (takenIn.incrementAndGet() == MIDDLE) {
            inTheMiddle.countDown();
            awaitUninterruptibly(goOn);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns after the lane's turn in which it registered the last socket. */
    private void endTurn() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        ((SingleThreadEventLoop) lanes.next()).executeAfterEventLoopIteration(ended::countDown);
        assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
    }

    private void connect(int sockets) throws IOException {
        for (int i = 0; i < sockets; i++) {
            clients.add(new Socket("127.0.0.1", ((InetSocketAddress) listening.localAddress()).getPort()));
        }
    }

    @AfterEach
    void stop() throws IOException {
        // Also when the test has failed before.
        busy.countDown();
        goOn.countDown();
        for (Socket client : clients) {
            client.close();
        }
        listening.close().syncUninterruptibly();
        accept.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
        lanes.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void a_lane_that_is_busy_is_handed_only_so_many_and_gets_the_others_turn_by_turn(ListenSettings.Io io)
            throws Exception {
        listen(io, "");
        goOn = new CountDownLatch(1);
        lanes.execute(() -> awaitUninterruptibly(busy));
        // All connects succeed: the kernel keeps the sockets in its backlog.
        connect(CROWD);
        PATIENTLY.until(() -> !listening.config().isAutoRead());
        assertThat(gate.outOfDescriptors()).isFalse();
        busy.countDown();
        // In the middle of its turn it has registered many, and gets no more before the turn is
        // over.
        assertThat(inTheMiddle.await(60, TimeUnit.SECONDS)).isTrue();
        accept.submit(() -> {}).sync();
        assertThat(listening.config().isAutoRead()).isFalse();
        goOn.countDown();
        PATIENTLY.until(() -> takenIn.get() == CROWD);
        endTurn();
        // NIO reads 16 at once before it looks whether it should.
        assertThat(most).isBetween(1, AcceptGate.NEW_IN_A_TURN + 16);
        PATIENTLY.until(() -> listening.config().isAutoRead());
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void all_who_connect_in_bursts_are_taken_in_and_accepting_goes_on(ListenSettings.Io io) throws Exception {
        listen(io, "");
        for (int burst = 1; burst <= 30; burst++) {
            connect(100);
            int expected = burst * 100;
            PATIENTLY.until(() -> takenIn.get() == expected);
            for (Socket client : clients) {
                client.close();
            }
            clients.clear();
        }
        PATIENTLY.until(() -> listening.config().isAutoRead());
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void without_descriptors_it_stays_shut_though_the_lane_has_time(ListenSettings.Io io) throws Exception {
        // With 2 connections and a reserve of 16, there may be 10 sockets.
        listen(io, "connections = 2, descriptor-reserve = 16");
        connect(9);
        PATIENTLY.until(() -> takenIn.get() == 9);
        assertThat(gate.outOfDescriptors()).isFalse();
        connect(1);
        PATIENTLY.until(() -> takenIn.get() == 10);
        assertThat(gate.outOfDescriptors()).isTrue();
        gate.reconsider(listening);
        accept.submit(() -> {}).sync();
        assertThat(listening.config().isAutoRead()).isFalse();
        sockets.remove().close();
        PATIENTLY.until(() -> listening.config().isAutoRead());
        assertThat(gate.outOfDescriptors()).isFalse();
    }
}
