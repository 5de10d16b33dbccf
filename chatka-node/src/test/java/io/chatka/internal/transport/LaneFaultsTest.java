package io.chatka.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.chatka.internal.actor.UserActor;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.fault.Injection;
import io.chatka.internal.lane.Greeting;
import io.chatka.internal.lane.RoomLane;
import io.chatka.internal.meter.LaneMeter;
import io.chatka.internal.meter.Latency;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.protocol.CloseCode;
import io.chatka.internal.transport.deflate.DeflateSettings;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A throwable at any step of a lane's turn costs one connection at most; the lane goes on. */
class LaneFaultsTest {
    private static final TransportSettings SETTINGS = settings();
    private static final Duration TICK = Duration.ofMillis(100);
    private static final int CONNECTIONS = 3;
    private static final int PLENTY = 10_000_000;

    private final MockTicker clock = Ticker.newMockTicker();
    private final ManualLoop loop = new ManualLoop(clock);
    private final NettyLane lane = new NettyLane(
            0,
            loop,
            new NettyLane.Settings(TICK, new DeflateSettings(true, 1, 128)),
            new LaneMeter(clock::nanoTime, Latency.NONE, Latency.NONE),
            new QueueBudget(1 << 30));

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_fault_at_any_step_costs_nobody_else_anything(boolean compressed) throws Exception {
        assertThat(Injection.everywhere(
                        List.of(Injection.Kind.EXCEPTION, Injection.Kind.OUT_OF_MEMORY),
                        injection -> new World(injection, compressed).live()))
                .isGreaterThan(50);
    }

    @Test
    void deadlines_behind_one_that_fails_are_kept_and_the_lane_ticks_on() {
        List<String> expired = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int n = i;
            lane.wheel()
                    .schedule(
                            new TimingWheel.Entry() {
                                @Override
                                void expired() {
                                    expired.add("deadline " + n);
                                    if (n == 1) {
                                        throw new OutOfMemoryError("a fault that the test put in");
                                    }
                                }
                            },
                            1);
        }
        pass(TICK);
        assertThat(expired).containsExactlyInAnyOrder("deadline 0", "deadline 1", "deadline 2");
        long before = lane.wheel().now();
        pass(TICK);
        assertThat(lane.wheel().now()).isEqualTo(before + 1);
        assertThat(expired).hasSize(3);
    }

    @Test
    void what_was_kept_for_the_end_of_a_turn_behind_something_that_fails_is_done() {
        List<String> done = new ArrayList<>();
        lane.atEndOfTurn(() -> {
            throw new OutOfMemoryError("a fault that the test put in");
        });
        lane.atEndOfTurn(() -> done.add("second"));
        loop.turn();
        lane.atEndOfTurn(() -> done.add("in the next turn"));
        loop.turn();
        assertThat(done).containsExactly("second", "in the next turn");
    }

    private void pass(Duration time) {
        clock.advance(time.toNanos(), TimeUnit.NANOSECONDS);
        loop.turn();
    }

    /** Connections that are told much, read slowly, are pinged, and close. */
    private final class World {
        private final Injection injection;
        private final boolean compressed;
        private final List<Client> clients = new ArrayList<>();
        private final RoomLane room = new RoomLane("lobby", lane, 4 << 20, Duration.ZERO);
        private final long faultsBefore = FaultLog.total();
        private final List<ByteBuf> buffers = new ArrayList<>();
        private int said;

        World(Injection injection, boolean compressed) {
            this.injection = injection;
            this.compressed = compressed;
        }

        void live() {
            for (int i = 0; i < CONNECTIONS; i++) {
                clients.add(new Client());
            }
            clients.forEach(Client::join);
            loop.turn();
            say(3, 20);
            loop.turn();
            // More than the sockets take, so that queues begin.
            say(3, 25_000);
            say(1, 10);
            loop.turn();
            clients.forEach(Client::ping);
            say(2, 10);
            loop.turn();
            pass(TICK);
            clients.forEach(client -> client.take(PLENTY));
            loop.turn();
            say(2, 200);
            loop.turn();
            // Nobody says anything, so that each is pinged.
            pass(SETTINGS.traffic().heartbeat().interval());
            pass(SETTINGS.traffic().heartbeat().interval());
            say(1, 10);
            loop.turn();
            // The scenario has ended; now no buffer may remain.
            clients.forEach(client -> client.connection.close(CloseCode.RESTART, 1_000));
            loop.turn();
            clients.forEach(Client::check);
            clients.forEach(Client::end);
            loop.turn();
            loop.turn();
            pass(TICK);
            assertThat(buffers).as("buffers").allMatch(buffer -> buffer.refCnt() == 0);
            if (injection.hit() != null) {
                assertThat(FaultLog.total()).as("faults that were told").isGreaterThanOrEqualTo(faultsBefore);
            }
        }

        private void say(int messages, int size) {
            for (int i = 0; i < messages; i++) {
                said++;
                room.deliver(said, ("<m" + said + ">" + ".".repeat(size)).getBytes(StandardCharsets.US_ASCII));
            }
        }

        private final class Client {
            final ThrottledChannel channel = new ThrottledChannel();
            final NettyConnection connection;
            final TestInbox<UserActor.Command> user = TestInbox.create();

            Client() {
                channel.config().setAllocator(new Allocator(this));
                FrameDecoder frames = new FrameDecoder(Upgrade.frames(SETTINGS, compressed));
                connection = new NettyConnection(
                        channel,
                        lane,
                        new ConnectionContext(SETTINGS, NodeMeter.unread(), new ChatProtocol(SETTINGS), (to, bytes) -> {
                            injection.step(this, "DirectWriter.write");
                            return DirectWriter.NOT_DONE;
                        }),
                        frames,
                        0);
                channel.pipeline().addLast(new Steps(this), frames, connection);
                connection.attach(user.getRef());
                connection.sessionOpened();
                take(2_000);
            }

            /** A ping of the client's, masked with zeros. */
            void ping() {
                if (channel.isOpen()) {
                    channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {(byte) 0x89, (byte) 0x80, 0, 0, 0, 0}));
                }
            }

            void take(int bytes) {
                channel.take(bytes);
            }

            void join() {
                room.add(
                        connection,
                        Greeting.of(List.of("<joined>".getBytes(StandardCharsets.US_ASCII))),
                        () -> injection.step(this, "greeted"));
            }

            void check() {
                StringBuilder expected = new StringBuilder("<joined>");
                for (int i = 1; i <= said; i++) {
                    expected.append("<m").append(i).append('>');
                }
                String read = marks(channel.taken());
                if (injection.hit() == this) {
                    // It got a prefix of everything, so it knows where to resume.
                    assertThat(expected.toString()).startsWith(read);
                } else {
                    assertThat(read).as("read").isEqualTo(expected.toString());
                    assertThat(channel.taken()).as("read").contains("\"bye\"");
                }
            }

            /** Compressed texts begin with what they are compressed of, as these are not repeated. */
            private String marks(String taken) {
                StringBuilder marks = new StringBuilder();
                var found = java.util.regex.Pattern.compile("<(joined|m\\d+)>").matcher(taken);
                while (found.find()) {
                    marks.append(found.group());
                }
                return marks.toString();
            }

            void end() {
                channel.unsafe().close(channel.newPromise());
                channel.finishAndReleaseAll();
                assertThat(user.getAllReceived())
                        .as("told to the actor")
                        .hasAtLeastOneElementOfType(UserActor.Disconnected.class);
            }
        }

        /** Each write to the channel and each flush is a step. */
        private final class Steps extends ChannelOutboundHandlerAdapter {
            private final Client client;

            Steps(Client client) {
                this.client = client;
            }

            @Override
            public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
                try {
                    injection.step(client, "Channel.write");
                } catch (Throwable fault) {
                    ((ByteBuf) message).release();
                    throw fault;
                }
                context.write(message, promise);
            }

            @Override
            public void flush(ChannelHandlerContext context) {
                injection.step(client, "Channel.flush");
                context.flush();
            }
        }

        /** Each buffer is a step; all are remembered. */
        private final class Allocator extends AbstractByteBufAllocator {
            private final Client client;

            Allocator(Client client) {
                super(true);
                this.client = client;
            }

            @Override
            protected ByteBuf newDirectBuffer(int initial, int most) {
                injection.step(client, "allocation");
                ByteBuf buffer = Unpooled.buffer(initial, most);
                buffers.add(buffer);
                return buffer;
            }

            @Override
            protected ByteBuf newHeapBuffer(int initial, int most) {
                return newDirectBuffer(initial, most);
            }

            @Override
            public boolean isDirectBufferPooled() {
                return false;
            }
        }
    }

    private static TransportSettings settings() {
        var config = ConfigFactory.defaultReference().resolve();
        return TransportSettings.read(config, ChatSettings.read(config));
    }
}
