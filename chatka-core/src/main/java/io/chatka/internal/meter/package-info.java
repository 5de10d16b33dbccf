/**
 * What the actors and the lanes count, for whoever measures.
 *
 * <p>Nothing here knows how figures are published. A {@link io.chatka.internal.meter.LaneMeter} belongs to one event loop, which writes it
 * with plain stores, once a batch and not once a member; the {@link io.chatka.internal.meter.NodeMeter} has what is rare or comes from
 * several threads. Both can be read by any thread at any time.
 */
package io.chatka.internal.meter;
