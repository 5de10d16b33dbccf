package io.chatka.internal.metrics;

import io.chatka.internal.broker.Broker;
import io.chatka.internal.cluster.Peers;
import io.chatka.internal.meter.Latency;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.meter.RecentLatency;
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

    /** Of the last seconds. */
    Latencies latencies();

    /**
     * Latencies of about the last ten seconds.
     *
     * @param publish of messages, to the broker's answer
     * @param delivery see {@link io.chatka.internal.meter.LaneMeter}
     * @param roundTrip to the broker and back
     */
    record Latencies(RecentLatency publish, RecentLatency delivery, RecentLatency roundTrip) {
        NodeMeter meter(Latency lag) {
            return new NodeMeter(System::nanoTime, publish, delivery, lag);
        }

        /** Called each second. */
        void turn() {
            publish.turn();
            delivery.turn();
            roundTrip.turn();
        }
    }

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

    /** Figures without a registry. */
    static Figures unread() {
        Latencies latencies = new Latencies(
                new RecentLatency(Latency.NONE), new RecentLatency(Latency.NONE), new RecentLatency(Latency.NONE));
        NodeMeter meter = latencies.meter(Latency.NONE);
        return new Figures() {
            @Override
            public NodeMeter meter() {
                return meter;
            }

            @Override
            public Latencies latencies() {
                return latencies;
            }

            @Override
            public void watch(Sources sources) {}

            @Override
            public void close() {}
        };
    }
}
