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
 * The meters of a node. They are made before its parts, which count with {@link #meter}; {@link
 * #watch} then adds the figures that are read from the parts. Event loops write to plain counters,
 * and durations to the timers of one registry.
 */
public interface Figures extends AutoCloseable {

    /** What the parts of the node count with. */
    NodeMeter meter();

    /** Records the round trips to the broker and back. */
    Latency roundTrip();

    /** Reports on these parts from now on. */
    void watch(Sources sources);

    @Override
    void close();

    /**
     * The parts that figures are read from, by any thread.
     *
     * @param hearing whether the broker delivers what is published
     * @param heapPercent null if the node does not watch the heap
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

    /** Figures without a registry: durations are not recorded. */
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
