/**
 * What nodes know of each other: each tells the others over the broker that it is there, and how many connections it has and may
 * have. A node that stops sends its clients away no faster than the others can take them, and rooms count the members only of
 * nodes that are there.
 *
 * <pre>
 *   NodeState ─▶ Peers ── note in the room ~nodes ─▶ Peers of the others
 *                  │ SpareCapacity            │ Nodes: who is gone
 *                  ▼                  ▼
 *               DrainPlan ─▶ ChatSupervisor: who is told when, and to come back when; each room's Presence
 * </pre>
 */
package io.chatka.internal.cluster;
