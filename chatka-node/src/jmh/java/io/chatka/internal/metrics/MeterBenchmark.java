package io.chatka.internal.metrics;

import io.chatka.internal.meter.LaneMeter;
import io.chatka.internal.meter.NodeMeter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What counting costs an event loop: for a message that comes in, and for a batch that goes out to however many members. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MeterBenchmark {
    private static final int NAMES = 4096;

    private Figures figures;
    private NodeMeter node;
    private LaneMeter lane;
    private final String[] names = new String[NAMES];
    private int next;

    @Setup
    public void open() {
        figures = Figures.in(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        node = figures.meter();
        lane = node.addLane();
        for (int i = 0; i < NAMES; i++) {
            names[i] = "room-" + i;
        }
    }

    @TearDown
    public void close() {
        figures.close();
    }

    /** From the socket to the broker's answer. */
    @Benchmark
    public void message() {
        lane.received(60);
        lane.said("g-7w3k9d2m");
        node.roomMailbox(1);
        node.roomMailbox(-1);
        node.published(node.now(), true);
        node.roomMailbox(1);
        node.roomMailbox(-1);
    }

    /** From hearing of a message until it is written to all members of one event loop; always the same room. */
    @Benchmark
    public void batch() {
        long heardAt = lane.now();
        lane.fannedOut(10, 1, 290);
        lane.batchDone("lobby", heardAt, 10);
    }

    /** The same in turn for more rooms than the list of the heaviest has places, its worst case. */
    @Benchmark
    public void batchOfManyRooms() {
        long heardAt = lane.now();
        lane.fannedOut(10, 1, 290);
        lane.batchDone(names[next++ & (NAMES - 1)], heardAt, 10);
    }
}
