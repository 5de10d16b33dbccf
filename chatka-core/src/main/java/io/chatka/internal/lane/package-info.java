/**
 * The fan-out: from one event of a room to the sockets of its members.
 *
 * <p>A {@link io.chatka.internal.lane.Lane} is one event loop; it owns the sockets of its connections. A room has one
 * {@link io.chatka.internal.lane.RoomLane} on each lane where it has members. The room hands an event over once per lane; at the end of
 * the lane's turn all events that wait are joined into one {@link io.chatka.internal.lane.SharedFrame}, each member is given a
 * reference to it, and each connection is flushed once.
 */
package io.chatka.internal.lane;
