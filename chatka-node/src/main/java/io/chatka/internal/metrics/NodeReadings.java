package io.chatka.internal.metrics;

import io.chatka.internal.cluster.NodeState;
import io.chatka.internal.filter.Verdict;
import io.chatka.internal.meter.LaneMeter;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.meter.RecentLatency;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * What operators are shown of this node: its figures now, and each {@value #SECONDS} s of the last
 * hour. Most of them count from the start, so whoever wants rates takes differences. Thread-safe.
 */
public final class NodeReadings {
    private static final int SECONDS = 10;
    private static final int SAMPLES = 3600 / SECONDS;
    private static final long NANOS_PER_MICRO = 1000;

    /** Limits at which a client gets no connection. */
    private static final Set<NodeMeter.Limit> OF_HANDSHAKES = EnumSet.of(
            NodeMeter.Limit.HANDSHAKES, NodeMeter.Limit.CONNECTIONS, NodeMeter.Limit.ADDRESSES, NodeMeter.Limit.MEMORY);

    private final Figures figures;
    private final Sources node;
    private final Deque<Sample> hour = new ArrayDeque<>();
    private int turns;

    /**
     * The parts that are read.
     *
     * @param users with a session
     */
    public record Sources(Figures.Sources node, Supplier<NodeState> state, IntSupplier users) {}

    private record Sample(long at, Map<String, Long> values) {}

    /**
     * A figure over the last hour.
     *
     * @param values the oldest first
     */
    public record Series(String figure, List<Long> values) {}

    public NodeReadings(Figures figures, Sources node) {
        this.figures = figures;
        this.node = node;
    }

    /** Called each second. */
    public synchronized void turn() {
        figures.latencies().turn();
        if (turns++ % SECONDS == 0) {
            hour.add(new Sample(System.currentTimeMillis(), numbers()));
            if (hour.size() > SAMPLES) {
                hour.remove();
            }
        }
    }

    /** The figures now, by name. */
    public Map<String, String> now() {
        Map<String, String> now = new LinkedHashMap<>();
        now.put("state", node.state.get().state().name().toLowerCase(Locale.ROOT));
        now.put("because", String.join("; ", node.node.health().notReadyBecause()));
        now.put("broker", node.node.broker().unavailableBecause().orElse(""));
        numbers().forEach((name, value) -> now.put(name, value.toString()));
        return now;
    }

    /** The last hour: first the times in Unix milliseconds, then each figure. */
    public synchronized List<Series> hour() {
        List<Series> series = new ArrayList<>();
        series.add(new Series("at", hour.stream().map(Sample::at).toList()));
        if (!hour.isEmpty()) {
            for (String figure : hour.getLast().values.keySet()) {
                series.add(new Series(
                        figure,
                        hour.stream().map(sample -> sample.values.get(figure)).toList()));
            }
        }
        return series;
    }

    private Map<String, Long> numbers() {
        NodeMeter meter = figures.meter();
        NodeState state = node.state.get();
        Map<String, Long> numbers = new LinkedHashMap<>();
        numbers.put("connections", (long) state.connections());
        numbers.put("limit", (long) state.limit());
        numbers.put("users", (long) node.users.getAsInt());
        numbers.put("rooms", meter.rooms());
        numbers.put("messages", sum(LaneMeter::messages));
        numbers.put("deliveries", sum(LaneMeter::deliveries));
        numbers.put("received", sum(LaneMeter::receivedBytes));
        numbers.put("sent", sum(LaneMeter::sentBytes));
        latency(numbers, "delivery", figures.latencies().delivery());
        latency(numbers, "publish", figures.latencies().publish());
        latency(numbers, "roundTrip", figures.latencies().roundTrip());
        numbers.put("hearing", node.node.hearing().getAsBoolean() ? 1L : 0L);
        numbers.put("congested", sum(LaneMeter::congested));
        numbers.put("gaps", sum(LaneMeter::gaps));
        numbers.put("dropped", sum(LaneMeter::dropped));
        numbers.put("missed", meter.missed());
        numbers.put("recovered", meter.recoveries(true));
        numbers.put("notRecovered", meter.recoveries(false));
        for (NodeMeter.Reject reason : NodeMeter.Reject.values()) {
            numbers.put("refused." + lower(reason), meter.rejects(reason));
        }
        for (NodeMeter.Limit limit : NodeMeter.Limit.values()) {
            numbers.put((OF_HANDSHAKES.contains(limit) ? "refused." : "limited.") + lower(limit), meter.limits(limit));
        }
        for (Verdict.What action : Verdict.What.values()) {
            if (action != Verdict.What.PASS) {
                numbers.put("filtered." + lower(action), meter.filterings(action));
            }
        }
        Runtime jvm = Runtime.getRuntime();
        numbers.put("heap", jvm.totalMemory() - jvm.freeMemory());
        numbers.put("heapMost", jvm.maxMemory());
        numbers.put("cpuMillis", cpuMillis());
        numbers.put("cores", (long) jvm.availableProcessors());
        return numbers;
    }

    private static void latency(Map<String, Long> numbers, String name, RecentLatency latency) {
        numbers.put(name + "P50", latency.percentile(0.5) / NANOS_PER_MICRO);
        numbers.put(name + "P99", latency.percentile(0.99) / NANOS_PER_MICRO);
    }

    /** The time that this process has had on all cores. */
    private static long cpuMillis() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? TimeUnit.NANOSECONDS.toMillis(system.getProcessCpuTime())
                : 0;
    }

    private static String lower(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }

    private long sum(ToLongFunction<LaneMeter> figure) {
        return figures.meter().lanes().stream().mapToLong(figure).sum();
    }
}
