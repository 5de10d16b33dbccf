package io.chatka.internal.lane;

import io.chatka.internal.meter.LaneMeter;
import io.chatka.internal.meter.Latency;
import io.chatka.internal.protocol.CloseCode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
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
import org.openjdk.jmh.annotations.Warmup;

/** A message from the room's actor to so many members of one lane, up to their sockets. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RoomLaneBenchmark {
    @Param({"1", "100", "1000"})
    int members;

    private final ByHand lane = new ByHand();
    private final RoomLane room = new RoomLane("lobby", lane, 1 << 22, Duration.ZERO);
    private final byte[] text = new byte[290];
    private Sink[] sinks;
    private long seq;

    @Setup
    public void join() {
        sinks = new Sink[members];
        for (int i = 0; i < members; i++) {
            sinks[i] = new Sink(lane);
            room.add(sinks[i], Greeting.NONE, () -> {});
        }
        lane.turns();
    }

    @Benchmark
    public long deliver() {
        room.deliver(++seq, text);
        lane.turns();
        return sinks[0].writes;
    }

    /** Eight messages in one turn: a member costs one write for all of them. */
    @Benchmark
    public long deliverEight() {
        for (int i = 0; i < 8; i++) {
            room.deliver(++seq, text);
        }
        lane.turns();
        return sinks[0].writes;
    }

    /** An event loop that turns when it is told to, without a thread to wake. */
    private static final class ByHand implements Lane {
        private static final SharedFrame FRAME = () -> {};
        private final Queue<Runnable> tasks = new ArrayDeque<>();
        private final LaneMeter meter = new LaneMeter(System::nanoTime, Latency.NONE, Latency.NONE);

        void turns() {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }

        @Override
        public int index() {
            return 0;
        }

        @Override
        public LaneMeter meter() {
            return meter;
        }

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public void atEndOfTurn(Runnable task) {
            tasks.add(task);
        }

        @Override
        public void after(Duration delay, Runnable task) {
            throw new AssertionError("asked for no delays");
        }

        @Override
        public SharedFrame share(List<byte[]> texts) {
            return FRAME;
        }

        @Override
        public void rewrite(UnaryOperator<byte[]> change) {
            throw new AssertionError("nothing waits here");
        }
    }

    /** A member that only counts. */
    private static final class Sink implements Connection {
        private final Lane lane;
        private long writes;

        Sink(Lane lane) {
            this.lane = lane;
        }

        @Override
        public Lane lane() {
            return lane;
        }

        @Override
        public void write(SharedFrame frame) {
            writes++;
        }

        @Override
        public void send(byte[] utf8) {
            writes++;
        }

        @Override
        public void send(byte[] utf8, SharedText rest) {
            writes++;
        }

        @Override
        public boolean congested() {
            return false;
        }

        @Override
        public boolean hasRoomFor(long bytes) {
            return true;
        }

        @Override
        public boolean relieved() {
            return true;
        }

        @Override
        public void whenRelieved(Runnable task) {}

        @Override
        public void sessionOpened() {}

        @Override
        public void commandDone() {}

        @Override
        public void close(CloseCode code, long reconnectMillis) {}
    }
}
