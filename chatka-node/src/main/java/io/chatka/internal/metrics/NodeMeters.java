package io.chatka.internal.metrics;

import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.filter.Verdict;
import io.chatka.internal.meter.LaneMeter;
import io.chatka.internal.meter.Latency;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.meter.RecentLatency;
import io.chatka.internal.protocol.CloseCode;
import io.chatka.internal.protocol.ErrorCode;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * A node's meters in the registry that the program handed in: counters and gauges that are read on
 * demand, and the timers that event loops write to.
 */
final class NodeMeters implements Figures {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final Duration[] BUCKETS = List.of(
                    500_000L,
                    1_000_000L,
                    2_500_000L,
                    5_000_000L,
                    10_000_000L,
                    25_000_000L,
                    50_000_000L,
                    100_000_000L,
                    250_000_000L,
                    500_000_000L,
                    1_000_000_000L,
                    2_500_000_000L,
                    5_000_000_000L,
                    10_000_000_000L)
            .stream()
            .map(Duration::ofNanos)
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final List<Meter> meters = new ArrayList<>();
    private final NetworkCounters network = NetworkCounters.ofThisMachine();
    private NodeMeter meter;
    private Latencies latencies;
    private Sources node;

    private NodeMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Registers the timers. */
    static NodeMeters in(MeterRegistry registry) {
        NodeMeters figures = new NodeMeters(registry);
        try {
            figures.latencies = new Latencies(
                    new RecentLatency(latency(figures.timer(MeterName.PUBLISH_LATENCY))),
                    new RecentLatency(latency(figures.timer(MeterName.DELIVERY_LATENCY))),
                    new RecentLatency(latency(figures.timer(MeterName.BROKER_ROUND_TRIP))));
            figures.meter = figures.latencies.meter(latency(figures.timer(MeterName.LOOP_LAG)));
            return figures;
        } catch (RuntimeException failed) {
            figures.close();
            throw failed;
        }
    }

    @Override
    public NodeMeter meter() {
        return meter;
    }

    @Override
    public Latencies latencies() {
        return latencies;
    }

    @Override
    public void watch(Sources sources) {
        node = sources;
        connections();
        rooms();
        loops();
        broker();
        if (network != null) {
            network();
        }
    }

    /** Removes the meters; the registry belongs to the program. */
    @Override
    public void close() {
        meters.forEach(registry::remove);
    }

    private void connections() {
        gauge(MeterName.CONNECTIONS, node.transport()::connections);
        gauge(MeterName.CONNECTIONS_LIMIT, node.transport()::maxConnections);
        gauge(MeterName.CONNECTIONS_CONGESTED, () -> sum(LaneMeter::congested));
        counter(MeterName.CONNECTIONS_OPENED, "", meter::opens);
        for (CloseCode code : CloseCode.values()) {
            counter(MeterName.CONNECTIONS_CLOSED, code.wireName(), () -> meter.closes(code));
        }
        counter(MeterName.CONNECTIONS_CLOSED, "lost", meter::losses);
        for (NodeMeter.Limit limit : NodeMeter.Limit.values()) {
            counter(MeterName.LIMITED, limit.name().toLowerCase(Locale.ROOT), () -> meter.limits(limit));
        }
        for (NodeMeter.Reject reject : NodeMeter.Reject.values()) {
            counter(MeterName.REJECTED, reject.name().toLowerCase(Locale.ROOT), () -> meter.rejects(reject));
        }
        gauge(MeterName.CERTIFICATE_EXPIRES, node.transport()::certificateExpires);
        gauge(MeterName.QUEUED, () -> node.transport().budget().bytes());
        gauge(MeterName.QUEUED_MOST, () -> node.transport().mostQueued());
        counter(MeterName.RECEIVED, "", () -> sum(LaneMeter::receivedBytes));
        counter(MeterName.SENT, "", () -> sum(LaneMeter::sentBytes));
    }

    private void rooms() {
        gauge(MeterName.ROOMS, meter::rooms);
        counter(MeterName.JOINS, "", meter::joins);
        for (ErrorCode code : ErrorCode.values()) {
            counter(MeterName.ERRORS, code.wireName(), () -> meter.errors(code));
        }
        counter(MeterName.RECOVERIES, "complete", () -> meter.recoveries(true));
        counter(MeterName.RECOVERIES, "incomplete", () -> meter.recoveries(false));
        for (Verdict.What action : EnumSet.complementOf(EnumSet.of(Verdict.What.PASS))) {
            counter(MeterName.FILTERED, action.name().toLowerCase(Locale.ROOT), () -> meter.filterings(action));
        }
        counter(MeterName.MESSAGES, "", () -> sum(LaneMeter::messages));
        counter(MeterName.PUBLISH_FAILURES, "", meter::publishFailures);
        counter(MeterName.DELIVERIES, "", () -> sum(LaneMeter::deliveries));
        counter(MeterName.DROPPED, "", () -> sum(LaneMeter::dropped));
        counter(MeterName.GAPS, "", () -> sum(LaneMeter::gaps));
        counter(MeterName.MISSED, "", meter::missed);
        counter(MeterName.FAULTS, "", FaultLog::total);
        for (NodeMeter.Intercepted outcome : NodeMeter.Intercepted.values()) {
            String name = outcome.name().toLowerCase(Locale.ROOT);
            counter(MeterName.INTERCEPTED, name, () -> meter.interceptions(outcome));
        }
        counter(MeterName.OBSERVER_DROPPED, "", meter::observerDrops);
        gauge(MeterName.MAILBOXES, meter::roomMailboxes);
    }

    private void loops() {
        add(Gauge.builder(MeterName.LOOP_SILENCE.dotted, () -> meter.loopSilence() / NANOS_PER_SECOND)
                .baseUnit(MeterName.LOOP_SILENCE.unit)
                .description(MeterName.LOOP_SILENCE.meaning)
                .register(registry));
    }

    private void broker() {
        gauge(MeterName.BROKER_UP, () -> node.broker().unavailableBecause().isEmpty() ? 1 : 0);
        gauge(MeterName.BROKER_HEARING, () -> node.hearing().getAsBoolean() ? 1 : 0);
        counter(MeterName.BROKER_STRAYS, "form", node.broker()::strays);
        counter(MeterName.BROKER_STRAYS, "epoch", meter::strays);
        if (node.heapPercent() != null) {
            gauge(MeterName.MEMORY_LIVE, node.heapPercent());
        }
        gauge(MeterName.CLUSTER_NODES, () -> 1 + node.peers().count());
        gauge(MeterName.CLUSTER_FREE, () -> node.peers().spare().free());
        gauge(MeterName.READY, () -> node.health().notReadyBecause().isEmpty() ? 1 : 0);
    }

    private void network() {
        counter(MeterName.NETWORK_RECEIVED, "loopback", () -> network.loopback().receivedBytes());
        counter(MeterName.NETWORK_RECEIVED, "other", () -> network.other().receivedBytes());
        counter(MeterName.NETWORK_SENT, "loopback", () -> network.loopback().sentBytes());
        counter(MeterName.NETWORK_SENT, "other", () -> network.other().sentBytes());
        counter(MeterName.NETWORK_RECEIVED_PACKETS, "loopback", () -> network.loopback()
                .receivedPackets());
        counter(MeterName.NETWORK_RECEIVED_PACKETS, "other", () -> network.other()
                .receivedPackets());
        counter(MeterName.NETWORK_SENT_PACKETS, "loopback", () -> network.loopback()
                .sentPackets());
        counter(MeterName.NETWORK_SENT_PACKETS, "other", () -> network.other().sentPackets());
    }

    private long sum(ToLongFunction<LaneMeter> figure) {
        return meter.lanes().stream().mapToLong(figure).sum();
    }

    private void gauge(MeterName name, LongSupplier value) {
        add(Gauge.builder(name.dotted, value::getAsLong)
                .baseUnit(unit(name))
                .description(name.meaning)
                .register(registry));
    }

    private void counter(MeterName name, String label, LongSupplier value) {
        // The registry holds this object weakly: the node has to keep it.
        add(FunctionCounter.builder(name.dotted, this, self -> value.getAsLong())
                .tags(name.label.isEmpty() ? Tags.empty() : Tags.of(name.label, label))
                .baseUnit(unit(name))
                .description(name.meaning)
                .register(registry));
    }

    private Timer timer(MeterName name) {
        Timer timer = Timer.builder(name.dotted)
                .description(name.meaning)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        add(timer);
        return timer;
    }

    private void add(Meter registered) {
        meters.add(registered);
    }

    private static Latency latency(Timer timer) {
        return nanos -> timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    private static String unit(MeterName name) {
        return name.unit.isEmpty() ? null : name.unit;
    }
}
