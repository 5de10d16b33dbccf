/**
 * The actors, and what each is for.
 *
 * <pre>
 *   transport ──Connect──▶ ChatSupervisor ──spawns──▶ UserActor        one per connection, on its lane
 *                              │  ▲ RoomIdle
 *                   JoinRoom   ▼  │
 *                          ChatRoomActor                               one per room, on the room's home lane
 *
 *   UserActor ──Say──▶ ChatRoomActor ──publish──▶ Broker ──event──▶ ChatRoomActor ──▶ RoomLane, once per lane
 * </pre>
 *
 * <p>A user that has joined speaks to its room directly; the supervisor is on the way in only. Nothing here blocks.
 */
package io.chatka.internal.actor;
