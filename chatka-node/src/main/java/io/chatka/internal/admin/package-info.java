/**
 * The HTTP server of the admin port, on an event loop of its own.
 *
 * <pre>
 *   accept ─▶ Connections ─▶ HTTP codec, one request at a time ─▶ AdminConnection
 *              bound, eviction                                         │      ▲
 *                                                                      ▼      │
 *                                                          AdminPage ─▶ Workers ─▶ Answer
 * </pre>
 *
 * <p>No client can hold up another: every request, answer and idle connection has a deadline, the
 * number of connections is bounded, and pages that take time are made by other threads than the
 * event loop. {@link io.chatka.internal.admin.AdminServer} knows HTTP and nothing of chat; the
 * pages come from {@code io.chatka.internal.node.AdminPort}.
 */
package io.chatka.internal.admin;
