package io.chatka.internal.metrics;

import io.chatka.internal.broker.Broker;
import io.chatka.internal.cluster.Peers;
import io.chatka.internal.meter.Latency;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.transport.Health;
import io.chatka.internal.transport.Transport;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * What a node counts with, and who reads it: made before the node, whose parts count with {@link #meter}, and told of those
 * parts by {@link #watch}. Event loops write to plain counters, and their durations to the timers of one registry.
 */
public interface Figures extends AutoCloseable {

    /** What a node counts with. */
    NodeMeter meter();

    /** Where the round trips to the broker and back go. */
    Latency roundTrip();

    /** Reports on these parts from now on. */
    void watch(Sources sources);

    @Override
    void close();

    /**
     * The parts that are read when somebody asks; each may be asked by any thread.
     *
     * @param hearing whether the broker delivers what is published
     * @param heapPercent null if nobody judges the heap
     */
    record Sources(
            Transport transport,
            Broker broker,
            BooleanSupplier hearing,
            Health health,
            Peers peers,
            LongSupplier heapPercent) {}

    /** Figures in a registry, until they are closed. */
    static Figures in(MeterRegistry registry) {
        return NodeMeters.in(registry);
    }

    /** Figures that no registry gets: durations are not recorded at all. */
    static Figures unread() {
        NodeMeter meter = new NodeMeter(System::nanoTime, Latency.NONE, Latency.NONE, Latency.NONE);
        return new Figures() {
            @Override
            public NodeMeter meter() {
                return meter;
            }

            @Override
            public Latency roundTrip() {
                return Latency.NONE;
            }

            @Override
            public void watch(Sources sources) {}

            @Override
            public void close() {}
        };
    }
}
