/**
 * What nodes know of each other: each tells the others over the broker how many connections it has and may have, and a node that
 * stops sends its clients away no faster than the others can take them.
 *
 * <pre>
 *   NodeState ─▶ Peers ── note in the room ~nodes ─▶ Peers of the others
 *                  │ Room left
 *                  ▼
 *               Farewell ─▶ ChatSupervisor: who is told when, and to come back when
 * </pre>
 */
package io.chatka.cluster;
