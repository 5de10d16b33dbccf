/**
 * Figures about a running node.
 *
 * <pre>
 *   LaneMeter, NodeMeter (counted where it happens) ──┐
 *   Transport, BrokerProbe, the kernel ───────────────┴─▶ Figures ──▶ the host program's registry, if any
 * </pre>
 *
 * <p>{@link io.chatka.internal.metrics.MeterName} has every name. No meter has a label whose values
 * grow with rooms or users: {@link io.chatka.internal.metrics.TopReport} names the heaviest of
 * them, from sketches of a fixed size.
 */
package io.chatka.internal.metrics;
