package io.chatka.internal.transport;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Heartbeats: the deadlines of so many connections of one event loop. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TimingWheelBenchmark {
    /** 25 s at 100 ms a tick. */
    private static final long TICKS = 250;

    @Param({"1", "100", "1000"})
    int members;

    private TimingWheel wheel;
    private Deadline[] deadlines;
    private int next;
    private int expired;

    private final class Deadline extends TimingWheel.Entry {
        @Override
        void expired() {
            expired++;
            wheel.schedule(this, TICKS);
        }
    }

    @Setup(Level.Iteration)
    public void fill() {
        wheel = new TimingWheel();
        deadlines = new Deadline[members];
        for (int i = 0; i < members; i++) {
            deadlines[i] = new Deadline();
            wheel.schedule(deadlines[i], 1 + i % TICKS);
        }
    }

    /** Something was heard from a connection. */
    @Benchmark
    public void postpone() {
        next = next + 1 == members ? 0 : next + 1;
        wheel.schedule(deadlines[next], TICKS);
    }

    /** A tick, with those whose time has come. */
    @Benchmark
    public int advance() {
        wheel.advance();
        return expired;
    }
}
