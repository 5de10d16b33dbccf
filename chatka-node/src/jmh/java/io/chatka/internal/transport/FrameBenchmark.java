package io.chatka.internal.transport;

import io.chatka.internal.lane.SharedFrame;
import io.chatka.internal.meter.LaneMeter;
import io.chatka.internal.transport.deflate.DeflateSettings;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The frame that members share: texts that wait, joined into one buffer. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FrameBenchmark {
    /** Messages that waited for the lane. */
    @Param({"1", "8", "64"})
    int texts;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final NettyLane lane = new NettyLane(
            0,
            (SingleThreadEventLoop) group.next(),
            new NettyLane.Settings(Duration.ofHours(1), new DeflateSettings(false, 1, 128)),
            LaneMeter.unread(),
            new QueueBudget(1 << 30));
    private List<byte[]> waiting;

    @Setup
    public void fill() {
        waiting = Collections.nCopies(texts, new byte[290]);
    }

    @TearDown
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Benchmark
    public SharedFrame share() {
        SharedFrame frame = lane.share(waiting);
        frame.release();
        return frame;
    }
}
