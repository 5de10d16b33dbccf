/**
 * The actors, and what each is for.
 *
 * <pre>
 *   transport ──Connect──▶ ChatSupervisor ──spawns──▶ UserActor        one per connection, on its lane
 *                              │  ▲ RoomIdle
 *                   JoinRoom   ▼  │
 *                          ChatRoomActor                               one per room, on the room's home lane
 * </pre>
 *
 * <p>A user that has joined speaks to its room directly; the supervisor takes part only in the join.
 * Nothing here blocks.
 *
 * <p><b>A room</b> consists of parts. Each has its own state, timers and messages. A part's messages
 * are a sealed interface nested in it, and the room's actor gives each of them to its part.
 *
 * <pre>
 *   Say ──▶ RoomSpeech ──publish──▶ Broker ──event──▶ Feed ──▶ RoomOrder ──▶ RoomMembers ──▶ RoomLane
 *                                     │
 *                                     └──subscribed, lost, resumed──▶ Feed ──▶ RoomPresence, Entrance
 *
 *   Join, Leave ──▶ Entrance     joins wait in Arrivals, for the subscription or a read (Recovery)
 *                      ├──▶ RoomMembers, RoomPresence     who is here, and who is told
 *                      └──▶ RoomVacancy ──RoomIdle──▶ ChatSupervisor ──Retire──▶ the room
 *
 *   FetchHistory ──▶ HistoryReads          ListMembers ──▶ MemberLists          Typing ──▶ RoomTyping
 *
 *   NodeChannel ──notes──▶ RoomNotes ──▶ RoomPresence, MemberLists, RoomTyping
 * </pre>
 *
 * <p>RoomSpeech asks {@link io.chatka.internal.actor.Interceptions} first if the application has an
 * interceptor. RoomMembers hands an event over once per lane.
 *
 * <p>A part calls only the parts that it is constructed with: Entrance knows Feed, RoomPresence and
 * RoomVacancy, and none of them knows Entrance. A part that has to hear of the subscription follows
 * the Feed: {@link io.chatka.internal.actor.Feed.Follower}. A new part is constructed in {@link
 * io.chatka.internal.actor.ChatRoomActor}, which also gives it its messages.
 *
 * <p><b>Restart.</b> When a room's actor fails, it makes all parts anew. What has to survive that
 * (members, order, joins that wait) is in {@code ChatRoomActor.Kept}. If the new parts fail as well,
 * {@link io.chatka.internal.actor.UnopenableRoom} takes their place until the supervisor retires it.
 */
package io.chatka.internal.actor;
