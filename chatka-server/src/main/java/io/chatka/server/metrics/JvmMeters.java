package io.chatka.server.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.util.ArrayList;
import java.util.List;

/** Meters of the process and its JVM, by Micrometer's own binders. */
final class JvmMeters implements MeterBinder, AutoCloseable {
    /** Each listens for collections on behalf of one registry, until it is closed. */
    private final List<JvmGcMetrics> collectors = new ArrayList<>();

    @Override
    public void bindTo(MeterRegistry registry) {
        JvmGcMetrics collector = new JvmGcMetrics();
        collectors.add(collector);
        collector.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    @Override
    public void close() {
        collectors.forEach(JvmGcMetrics::close);
    }
}
