package io.chatka.internal.metrics;

import io.chatka.internal.broker.Broker;
import io.chatka.internal.cluster.Peers;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.meter.LaneMeter;
import io.chatka.internal.meter.Latency;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.transport.Health;
import io.chatka.internal.transport.Transport;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * All figures of one node: made before the node, whose parts count with {@link #meter()}, and told of the node by {@link #watch}.
 *
 * <p>Event loops write to plain counters, and their durations to one registry. Everything else, and whatever is pushed, is read
 * from there by whoever asks, so that asking more often or pushing to more places costs the event loops nothing. Thread-safe.
 */
public final class Metrics implements AutoCloseable {
    private static final FaultLog FAULTS = FaultLog.of(Metrics.class);
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

    private volatile int top;
    private final PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<MeterRegistry> pushing;
    private final ScheduledExecutorService timer;
    private final Timer publish = timer(MeterName.PUBLISH_LATENCY);
    private final Timer delivery = timer(MeterName.DELIVERY_LATENCY);
    private final Timer lag = timer(MeterName.LOOP_LAG);
    private final Timer roundTrip = timer(MeterName.BROKER_ROUND_TRIP);
    private final NodeMeter meter = new NodeMeter(System::nanoTime, latency(publish), latency(delivery), latency(lag));
    private final JvmMeters jvm = new JvmMeters();

    public Metrics(MetricsSettings settings) {
        this.top = settings.top();
        this.pushing = Pushing.registries(settings);
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "chatka-metrics");
            thread.setDaemon(true);
            return thread;
        });
        jvm.bindTo(prometheus);
        pushing.forEach(jvm::bindTo);
    }

    /** What the node counts with. */
    public NodeMeter meter() {
        return meter;
    }

    /** Listens for what the broker delivers; see {@link BrokerProbe}. */
    public Hearing probe(Broker broker, String node, Duration every, Duration patience) {
        return new BrokerProbe(broker.nodes(), node, latency(roundTrip), System::nanoTime, patience).start(timer, every)
                ::hearing;
    }

    /** Whether what is published comes back. */
    @FunctionalInterface
    public interface Hearing {
        boolean hearing();
    }

    /** Runs something short, in the thread of the figures, until these are closed; what it throws does not end it. */
    public void regularly(Runnable task, Duration every) {
        timer.scheduleWithFixedDelay(
                () -> FAULTS.attempt("what is done regularly failed; it is tried again", task),
                0,
                every.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    /** Reports on a node from now on. */
    public void watch(
            Transport transport, Broker broker, Hearing hearing, Health health, Peers peers, LongSupplier livePercent) {
        NodeMeters node = new NodeMeters(meter, transport, broker, hearing, health, peers, livePercent);
        node.bindTo(prometheus);
        for (MeterRegistry registry : pushing) {
            node.bindTo(registry);
            for (Timer histogram : List.of(publish, delivery, lag, roundTrip)) {
                Pushing.copy(histogram, registry);
            }
        }
    }

    /** In the text format of Prometheus, version 0.0.4. */
    public String scrape() {
        return prometheus.scrape();
    }

    /** The heaviest rooms and users, as JSON. */
    public byte[] top() {
        return TopReport.of(meter.lanes(), top);
    }

    /** Takes over what can be changed while the node runs: how much {@link #top} shows. */
    public void reconfigure(MetricsSettings settings) {
        top = settings.top();
    }

    /** How long ago the event loop that is furthest behind did its regular task; in nanoseconds. */
    public long loopSilence() {
        return meter.lanes().stream().mapToLong(LaneMeter::sinceTick).max().orElse(0);
    }

    PrometheusMeterRegistry registry() {
        return prometheus;
    }

    /** Pushes once more, and ends the threads; blocks while it pushes, for some seconds at most. */
    @Override
    public void close() {
        timer.shutdownNow();
        pushing.forEach(MeterRegistry::close);
        jvm.close();
        prometheus.close();
    }

    private Timer timer(MeterName name) {
        return Timer.builder(name.dotted)
                .description(name.meaning)
                .serviceLevelObjectives(BUCKETS)
                .register(prometheus);
    }

    private static Latency latency(Timer timer) {
        return nanos -> timer.record(nanos, TimeUnit.NANOSECONDS);
    }
}
