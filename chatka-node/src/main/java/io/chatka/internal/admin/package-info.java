/**
 * The HTTP server of the admin port, on an event loop of its own.
 *
 * <pre>
 *   accept ─▶ Connections ─▶ [ HttpRequestDecoder, HttpResponseEncoder, FlowControlHandler, ChunkedWriteHandler, AdminConnection ]
 *              bound, eviction                                                                    │
 *                                                        AdminPage ─▶ Workers ─▶ Answer ──────────┘
 * </pre>
 *
 * <p>Nothing here waits for anybody else: every request, answer and idle connection has a deadline, the number of connections is
 * bounded, and whatever takes time runs beside the event loop. {@link io.chatka.internal.admin.AdminServer} knows HTTP and nothing of chat; the
 * pages come from {@code io.chatka.server}.
 */
package io.chatka.internal.admin;
