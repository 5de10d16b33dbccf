package io.chatka.server.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;

/**
 * The registries of the server. The node and the JVM write to that of Prometheus; one more for each
 * place that figures are pushed to reads from it. So event loops record a figure once, wherever it
 * goes. Thread-safe.
 */
public final class Registries implements AutoCloseable {
    private final PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<MeterRegistry> pushing;
    private final JvmMeters jvm = new JvmMeters();

    public Registries(PushSettings settings) {
        pushing = Pushing.registries(settings);
        pushing.forEach(registry -> prometheus.config().onMeterAdded(new MeterCopy(registry)::add));
        jvm.bindTo(prometheus);
        pushing.forEach(jvm::bindTo);
    }

    /** The registry for the meters of a node. */
    public MeterRegistry main() {
        return prometheus;
    }

    /** In the text format of Prometheus, version 0.0.4. */
    public String scrape() {
        return prometheus.scrape();
    }

    /** Pushes once more, and ends the threads; blocks while it pushes, for some seconds at most. */
    @Override
    public void close() {
        pushing.forEach(MeterRegistry::close);
        jvm.close();
        prometheus.close();
    }
}
