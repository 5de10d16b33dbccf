/**
 * What nodes know of each other. Each node tells the others that it is there, how many connections
 * it has and how many it may have. A node that stops sends its clients away no faster than the
 * others can take them, and rooms count only the members of nodes that are there.
 *
 * <pre>
 *   NodeState ─▶ Peers ── NodeChannel, Topic.PEERS ─▶ Peers of the others
 *                  │ SpareCapacity            │ Nodes: who is gone
 *                  ▼                          ▼
 *               DrainPlan ─▶ ChatSupervisor: when each client leaves; each room's RoomPeers
 * </pre>
 */
package io.chatka.internal.cluster;
