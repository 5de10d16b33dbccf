package io.chatka.internal.metrics;

import io.chatka.internal.broker.Broker;
import io.chatka.internal.cluster.Peers;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.meter.LaneMeter;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.protocol.CloseCode;
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.internal.transport.Health;
import io.chatka.internal.transport.Transport;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.influx.InfluxMeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/** A node's own counters and gauges, read when somebody asks. */
final class NodeMeters implements MeterBinder {
    private static final double NANOS_PER_SECOND = 1e9;

    private final NodeMeter meter;
    private final List<LaneMeter> lanes;
    private final Transport transport;
    private final Broker broker;
    private final Metrics.Hearing hearing;
    private final Health health;
    private final Peers peers;
    private final LongSupplier livePercent;
    private final NetworkCounters network = NetworkCounters.ofThisMachine();

    NodeMeters(
            NodeMeter meter,
            Transport transport,
            Broker broker,
            Metrics.Hearing hearing,
            Health health,
            Peers peers,
            LongSupplier livePercent) {
        this.livePercent = livePercent;
        this.peers = peers;
        this.meter = meter;
        this.lanes = meter.lanes();
        this.transport = transport;
        this.broker = broker;
        this.hearing = hearing;
        this.health = health;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        connections(registry);
        rooms(registry);
        loops(registry);
        broker(registry);
        if (network != null) {
            network(registry);
        }
    }

    private void connections(MeterRegistry registry) {
        gauge(registry, MeterName.CONNECTIONS, transport::connections);
        gauge(registry, MeterName.CONNECTIONS_LIMIT, transport::maxConnections);
        gauge(registry, MeterName.CONNECTIONS_CONGESTED, () -> sum(LaneMeter::congested));
        counter(registry, MeterName.CONNECTIONS_OPENED, "", meter::opens);
        for (CloseCode code : CloseCode.values()) {
            counter(registry, MeterName.CONNECTIONS_CLOSED, code.wireName(), () -> meter.closes(code));
        }
        counter(registry, MeterName.CONNECTIONS_CLOSED, "lost", meter::losses);
        for (NodeMeter.Limit limit : NodeMeter.Limit.values()) {
            counter(registry, MeterName.LIMITED, limit.name().toLowerCase(Locale.ROOT), () -> meter.limits(limit));
        }
        for (NodeMeter.Reject reject : NodeMeter.Reject.values()) {
            counter(registry, MeterName.REJECTED, reject.name().toLowerCase(Locale.ROOT), () -> meter.rejects(reject));
        }
        gauge(registry, MeterName.CERTIFICATE_EXPIRES, transport::certificateExpires);
        gauge(registry, MeterName.QUEUED, () -> transport.budget().bytes());
        gauge(registry, MeterName.QUEUED_MOST, () -> transport.mostQueued());
        counter(registry, MeterName.RECEIVED, "", () -> sum(LaneMeter::receivedBytes));
        counter(registry, MeterName.SENT, "", () -> sum(LaneMeter::sentBytes));
    }

    private void rooms(MeterRegistry registry) {
        gauge(registry, MeterName.ROOMS, meter::rooms);
        counter(registry, MeterName.JOINS, "", meter::joins);
        for (ErrorCode code : ErrorCode.values()) {
            counter(registry, MeterName.ERRORS, code.wireName(), () -> meter.errors(code));
        }
        counter(registry, MeterName.MESSAGES, "", () -> sum(LaneMeter::messages));
        counter(registry, MeterName.PUBLISH_FAILURES, "", meter::publishFailures);
        counter(registry, MeterName.DELIVERIES, "", () -> sum(LaneMeter::deliveries));
        counter(registry, MeterName.DROPPED, "", () -> sum(LaneMeter::dropped));
        counter(registry, MeterName.GAPS, "", () -> sum(LaneMeter::gaps));
        counter(registry, MeterName.MISSED, "", meter::missed);
        counter(registry, MeterName.FAULTS, "", FaultLog::total);
        for (NodeMeter.Intercepted outcome : NodeMeter.Intercepted.values()) {
            String name = outcome.name().toLowerCase(Locale.ROOT);
            counter(registry, MeterName.INTERCEPTED, name, () -> meter.interceptions(outcome));
        }
        counter(registry, MeterName.OBSERVER_DROPPED, "", meter::observerDrops);
        gauge(registry, MeterName.MAILBOXES, meter::roomMailboxes);
    }

    private void loops(MeterRegistry registry) {
        Gauge.builder(
                        MeterName.LOOP_SILENCE.dotted,
                        () -> lanes.stream()
                                        .mapToLong(LaneMeter::sinceTick)
                                        .max()
                                        .orElse(0)
                                / NANOS_PER_SECOND)
                .baseUnit(MeterName.LOOP_SILENCE.unit)
                .description(MeterName.LOOP_SILENCE.meaning)
                .register(registry);
    }

    private void broker(MeterRegistry registry) {
        gauge(registry, MeterName.BROKER_UP, () -> broker.unavailableBecause().isEmpty() ? 1 : 0);
        gauge(registry, MeterName.BROKER_HEARING, () -> hearing.hearing() ? 1 : 0);
        counter(registry, MeterName.BROKER_STRAYS, "form", broker::strays);
        counter(registry, MeterName.BROKER_STRAYS, "epoch", meter::strays);
        gauge(registry, MeterName.MEMORY_LIVE, livePercent);
        gauge(registry, MeterName.CLUSTER_NODES, () -> 1 + peers.count());
        gauge(registry, MeterName.CLUSTER_FREE, () -> peers.spare().free());
        gauge(registry, MeterName.READY, () -> health.notReadyBecause().isEmpty() ? 1 : 0);
    }

    private void network(MeterRegistry registry) {
        counter(registry, MeterName.NETWORK_RECEIVED, "loopback", () -> network.loopback()
                .receivedBytes());
        counter(registry, MeterName.NETWORK_RECEIVED, "other", () -> network.other()
                .receivedBytes());
        counter(registry, MeterName.NETWORK_SENT, "loopback", () -> network.loopback()
                .sentBytes());
        counter(registry, MeterName.NETWORK_SENT, "other", () -> network.other().sentBytes());
        counter(registry, MeterName.NETWORK_RECEIVED_PACKETS, "loopback", () -> network.loopback()
                .receivedPackets());
        counter(registry, MeterName.NETWORK_RECEIVED_PACKETS, "other", () -> network.other()
                .receivedPackets());
        counter(registry, MeterName.NETWORK_SENT_PACKETS, "loopback", () -> network.loopback()
                .sentPackets());
        counter(registry, MeterName.NETWORK_SENT_PACKETS, "other", () -> network.other()
                .sentPackets());
    }

    private long sum(ToLongFunction<LaneMeter> figure) {
        return lanes.stream().mapToLong(figure).sum();
    }

    private static void gauge(MeterRegistry registry, MeterName name, LongSupplier value) {
        Gauge.builder(name.dotted, value::getAsLong)
                .baseUnit(unit(name))
                .description(name.meaning)
                .register(registry);
    }

    private void counter(MeterRegistry registry, MeterName name, String label, LongSupplier value) {
        if (registry instanceof InfluxMeterRegistry) {
            // That registry would push what was counted since the last time, and lose it where that push fails. A
            // number
            // that only grows loses nothing, and is what Telegraf writes as well.
            Gauge.builder(name.dotted, value::getAsLong)
                    .tags(name.label.isEmpty() ? Tags.empty() : Tags.of(name.label, label))
                    .baseUnit(unit(name))
                    .description(name.meaning)
                    .register(registry);
            return;
        }
        // The registry keeps its hold of this object weakly; the reading function holds it, too.
        FunctionCounter.builder(name.dotted, this, self -> value.getAsLong())
                .tags(name.label.isEmpty() ? Tags.empty() : Tags.of(name.label, label))
                .baseUnit(unit(name))
                .description(name.meaning)
                .register(registry);
    }

    private static String unit(MeterName name) {
        return name.unit.isEmpty() ? null : name.unit;
    }
}
