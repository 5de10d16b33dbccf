package io.chatka.internal.broker;

/**
 * What nodes hear of a {@link StateChange}.
 *
 * @param state the room's state after it, with its version
 */
public record RoomChange(RoomState state, StateChange change) {}
