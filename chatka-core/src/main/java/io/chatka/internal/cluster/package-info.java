/**
 * What nodes know of each other. Each node tells the others that it is there, how many connections
 * it has and how many it may have. A node that drains tells its clients to leave no faster than the
 * other nodes can take them. Rooms count only the members of nodes that have not timed out.
 *
 * <pre>
 *   NodeState ─▶ Peers ── NodeChannel, Topic.PEERS ─▶ Peers of the others
 *                  │ SpareCapacity            │ Nodes: who is gone
 *                  ▼                          ▼
 *               DrainPlan ─▶ ChatSupervisor: when each client leaves; each room's RoomPeers
 * </pre>
 */
package io.chatka.internal.cluster;
