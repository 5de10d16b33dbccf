/**
 * Where the server's figures go.
 *
 * <pre>
 *   the node, the JVM ──▶ Registries ──▶ Prometheus text at /metrics
 *                             └─ MeterCopy ──▶ InfluxDB, StatsD: pushed, if configured
 * </pre>
 */
package io.chatka.server.metrics;
