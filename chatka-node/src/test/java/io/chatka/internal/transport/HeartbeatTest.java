package io.chatka.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.chatka.internal.actor.UserActor;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.meter.LaneMeter;
import io.chatka.internal.meter.Latency;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.protocol.CloseCode;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

/** The heartbeat tells clients that are there from those that are not, by a clock that the test moves. */
class HeartbeatTest {
    private static final int PLENTY = 1 << 20;
    private static final String PING = "\u0089\0";
    private static final byte[] PONG = {(byte) 0x8A, (byte) 0x80, 0, 0, 0, 0};
    private static final byte[] CLOSE = {(byte) 0x88, (byte) 0x80, 0, 0, 0, 0};
    private static final Duration INTERVAL = Duration.ofSeconds(20);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration HELLO = Duration.ofSeconds(5);
    private static final TransportSettings SETTINGS = settings();

    private final MockTicker clock = Ticker.newMockTicker();
    private final ManualLoop loop = new ManualLoop(clock);
    private final NettyLane lane = new NettyLane(
            0,
            loop,
            new NettyLane.Settings(SETTINGS.tick(), SETTINGS.compression()),
            new LaneMeter(clock::nanoTime, Latency.NONE, Latency.NONE),
            new QueueBudget(1 << 30));
    private final ThrottledChannel socket = new ThrottledChannel();
    private final TestInbox<UserActor.Command> user = TestInbox.create();
    private final NettyConnection connection = connect();

    @Test
    void a_client_that_opens_no_session_is_closed() {
        pass(HELLO.minus(SETTINGS.tick()));
        assertThat(socket.taken()).isEmpty();
        pass(SETTINGS.tick());
        assertThat(socket.taken()).contains("no hello");
        assertThat(socket.isOpen()).as("the close handshake is under way").isTrue();
        pass(Duration.ofSeconds(2));
        assertThat(socket.isOpen()).isFalse();
    }

    @Test
    void a_silent_client_is_pinged_and_stays_as_long_as_it_answers() {
        connection.sessionOpened();
        for (int pings = 1; pings <= 3; pings++) {
            pass(INTERVAL);
            assertThat(socket.taken()).isEqualTo(PING.repeat(pings));
            pass(TIMEOUT.minus(SETTINGS.tick()));
            socket.writeInbound(Unpooled.wrappedBuffer(PONG));
        }
        pass(TIMEOUT);
        assertThat(socket.taken()).isEqualTo(PING.repeat(3));
        assertThat(socket.isOpen()).isTrue();
    }

    @Test
    void a_client_that_answers_no_ping_learns_why_and_is_closed_at_once() {
        connection.sessionOpened();
        pass(INTERVAL.plus(TIMEOUT));
        assertThat(socket.taken()).startsWith(PING).contains("no answer to a ping");
        assertThat(socket.isOpen()).isFalse();
        user.expectMessage(new UserActor.Disconnected(CloseCode.HEARTBEAT));
    }

    @Test
    void a_client_that_reads_slowly_what_the_ping_waits_behind_is_alive() {
        connection.sessionOpened();
        socket.take(-PLENTY);
        for (int i = 0; i < 15; i++) {
            connection.send(new byte[4_000]);
        }
        pass(INTERVAL);
        for (int i = 0; i < 5; i++) {
            socket.take(4_100);
            pass(TIMEOUT);
            assertThat(socket.isOpen()).isTrue();
        }
        pass(TIMEOUT.plus(TIMEOUT));
        assertThat(socket.isOpen()).isFalse();
    }

    @Test
    void while_the_node_does_not_read_silence_says_nothing() {
        connection.sessionOpened();
        for (int i = 0; i < SETTINGS.limits().commands(); i++) {
            connection.onMessage("{\"type\":\"ping\"}".getBytes(StandardCharsets.US_ASCII), false);
        }
        assertThat(connection.readingPaused()).isTrue();
        pass(INTERVAL.multipliedBy(10));
        assertThat(socket.taken()).isEmpty();
        for (int i = 0; i < SETTINGS.limits().commands(); i++) {
            connection.commandDone();
        }
        pass(INTERVAL.minus(SETTINGS.tick()));
        assertThat(socket.taken()).isEmpty();
        pass(SETTINGS.tick().multipliedBy(2));
        assertThat(socket.taken()).isEqualTo(PING);
    }

    @Test
    void a_close_frame_is_answered_and_ends_the_connection() {
        connection.sessionOpened();
        socket.writeInbound(Unpooled.wrappedBuffer(CLOSE));
        loop.turn();
        assertThat(socket.taken()).isEqualTo("\u0088\0");
        assertThat(socket.isOpen()).isFalse();
    }

    @Test
    void nothing_follows_the_close_frame() {
        connection.sessionOpened();
        connection.close(CloseCode.RESTART, 100);
        loop.turn();
        String taken = socket.taken();
        connection.send(new byte[] {'x'});
        pass(INTERVAL);
        assertThat(socket.taken()).isEqualTo(taken).contains("restarting");
        assertThat(socket.isOpen()).isFalse();
    }

    private NettyConnection connect() {
        FrameDecoder frames = new FrameDecoder(Upgrade.frames(SETTINGS, false));
        ConnectionContext context =
                new ConnectionContext(SETTINGS, NodeMeter.unread(), new ChatProtocol(SETTINGS), DirectWriter.NONE);
        NettyConnection made = new NettyConnection(socket, lane, context, frames, 0);
        socket.pipeline().addLast(frames, made);
        made.attach(user.getRef());
        socket.take(PLENTY);
        loop.turn();
        return made;
    }

    /** Tick by tick, as the loop would be woken. */
    private void pass(Duration time) {
        for (long ticks = time.toNanos() / SETTINGS.tick().toNanos(); ticks > 0; ticks--) {
            clock.advance(SETTINGS.tick().toNanos(), TimeUnit.NANOSECONDS);
            loop.turn();
        }
    }

    private static TransportSettings settings() {
        Config config = ConfigFactory.parseString("chatka.heartbeat { interval = 20s, timeout = 10s }\n"
                        + "chatka.limits { hello = 5s, slow = 10m }")
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
        return TransportSettings.read(config, ChatSettings.read(config));
    }
}
