package io.chatka.server.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.influx.InfluxMeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * Copies a node's meters into a registry that pushes. Each copy reads the meter that the node
 * writes to. Thread-safe.
 */
final class MeterCopy {
    private static final String NODE = "chatka.";

    private final MeterRegistry target;

    /**
     * Kept here: the target holds them weakly, and pushes once more after the node has removed its
     * meters.
     */
    private final List<Meter> sources = new CopyOnWriteArrayList<>();

    MeterCopy(MeterRegistry target) {
        this.target = target;
    }

    /** Copies a meter of the node; ignores those of the JVM, which the target has itself. */
    void add(Meter source) {
        if (!source.getId().getName().startsWith(NODE)) {
            return;
        }
        sources.add(source);
        source.use(
                this::gauge,
                unused -> {},
                this::timer,
                unused -> {},
                unused -> {},
                unused -> {},
                this::counter,
                unused -> {},
                unused -> {});
    }

    private void gauge(Gauge source) {
        Meter.Id id = source.getId();
        Gauge.builder(id.getName(), source::value)
                .tags(id.getTags())
                .baseUnit(id.getBaseUnit())
                .description(id.getDescription())
                .register(target);
    }

    private void counter(FunctionCounter source) {
        Meter.Id id = source.getId();
        if (target instanceof InfluxMeterRegistry) {
            // This registry would push the increase since the last push, and lose it if the push
            // fails. A total loses nothing; Telegraf writes totals, too.
            Gauge.builder(id.getName(), source::count)
                    .tags(id.getTags())
                    .baseUnit(id.getBaseUnit())
                    .description(id.getDescription())
                    .register(target);
            return;
        }
        FunctionCounter.builder(id.getName(), source, FunctionCounter::count)
                .tags(id.getTags())
                .baseUnit(id.getBaseUnit())
                .description(id.getDescription())
                .register(target);
    }

    /** Its count, sum and maximum. */
    private void timer(Timer source) {
        String name = source.getId().getName();
        FunctionTimer.builder(
                        name,
                        source,
                        Timer::count,
                        timer -> timer.totalTime(TimeUnit.NANOSECONDS),
                        TimeUnit.NANOSECONDS)
                .description(source.getId().getDescription())
                .register(target);
        TimeGauge.builder(name + ".max", source, TimeUnit.NANOSECONDS, timer -> timer.max(TimeUnit.NANOSECONDS))
                .register(target);
    }
}
