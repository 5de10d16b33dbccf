/**
 * What the actors and the lanes count.
 *
 * <p>Nothing here knows how figures are published. A {@link io.chatka.internal.meter.LaneMeter}
 * belongs to one event loop, which writes it with plain stores, once a batch and not once a member.
 * The {@link io.chatka.internal.meter.NodeMeter} counts events that are rare or come from several
 * threads. Any thread can read both at any time.
 */
package io.chatka.internal.meter;
