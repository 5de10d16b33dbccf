/**
 * The fan-out: from one event of a room to the sockets of its members.
 *
 * <p>A {@link io.chatka.internal.lane.Lane} is one event loop; it owns the sockets of its
 * connections. A room has one {@link io.chatka.internal.lane.RoomLane} on each lane where it has
 * members. The room hands an event over once per lane. At the end of its turn, the lane joins all
 * events that wait into one {@link io.chatka.internal.lane.SharedFrame}, gives each member a
 * reference to it, and flushes each connection once.
 */
package io.chatka.internal.lane;
