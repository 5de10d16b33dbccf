/**
 * Figures about a running node, and where they go.
 *
 * <pre>
 *   LaneMeter, NodeMeter (counted where it happens) ──┐
 *   Transport, BrokerProbe, the JVM, the kernel ──────┴─▶ Metrics ──▶ Prometheus text at /metrics
 *                                                                 └─▶ InfluxDB, StatsD: pushed, if configured
 * </pre>
 *
 * <p>{@link io.chatka.internal.metrics.MeterName} has every name. Nothing has a label whose values grow with rooms or users: who is
 * heaviest is told by {@link io.chatka.internal.metrics.TopReport}, from sketches of a fixed size.
 */
package io.chatka.internal.metrics;
