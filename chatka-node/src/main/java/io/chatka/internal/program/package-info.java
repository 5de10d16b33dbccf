/**
 * What a program does with a cluster: the implementation of {@link io.chatka.Operations}.
 *
 * <pre>
 *   Operations ─▶ ProgramRoom, ProgramRooms, ProgramUsers
 *                   │ messages, acts, history          │ who is where, on which node
 *                   ▼                                  ▼
 *                 Broker (Posts, Acts)              Asking ─▶ Questions ─▶ Here of each node
 * </pre>
 */
package io.chatka.internal.program;
