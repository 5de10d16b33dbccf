/**
 * WebSocket over Netty: from a socket to a {@link io.chatka.internal.actor.UserActor} and back.
 *
 * <pre>
 *   accept ─▶ AcceptGate ─▶ [ HttpRequestDecoder, HttpResponseEncoder, HttpHandler ]     a page, or a handshake
 *                                     │ 101
 *                                     ▼
 *                           [ FrameDecoder, NettyConnection ]  ─▶ Subprotocol ─▶ UserActor
 *                                                           ▲
 *                                    RoomLane ── SharedFrame ┘  flushed once at the end of the lane's turn
 * </pre>
 *
 * <p>{@link io.chatka.internal.transport.NettyLane} is an event loop with what its connections share: the timing wheel of the heartbeat, and
 * the list of those that have something to flush. {@link io.chatka.internal.transport.InboundMessages} makes messages of a connection's frames.
 */
package io.chatka.internal.transport;
