/**
 * WebSocket over Netty: from a socket to a {@link io.chatka.internal.actor.UserActor} and back.
 *
 * <pre>
 *   accept ─▶ AcceptGate ─▶ [ HttpRequestDecoder, HttpResponseEncoder, HttpHandler ]     web files, health
 *                                     │ handshake ─▶ HandshakeGate ─▶ Upgrade
 *                                     ▼
 *                           [ FrameDecoder, NettyConnection ] ─▶ Subprotocol ─▶ UserActor
 *
 *   RoomLane ── SharedFrame ─▶ NettyConnection ─▶ Outbox      flushed once at the end of the lane's turn
 *                                                    ├─▶ DirectWriter ─▶ the socket
 *                                                    └─▶ SendQueue ─▶ the channel     what the socket did not take
 * </pre>
 *
 * <p>{@link io.chatka.internal.transport.NettyLane} is an event loop with what its connections
 * share: the timing wheel, and the list of outboxes to flush. The parts of a {@link
 * io.chatka.internal.transport.NettyConnection} own one thing each: {@link
 * io.chatka.internal.transport.InboundMessages} joins frames into messages, {@link
 * io.chatka.internal.transport.CommandWindow} bounds the commands under way, {@link
 * io.chatka.internal.transport.Outbox} and {@link io.chatka.internal.transport.SendQueue} hold the
 * bytes towards the socket, {@link io.chatka.internal.transport.Heartbeat} finds clients that are
 * gone, {@link io.chatka.internal.transport.CloseHandshake} does the close handshake.
 */
package io.chatka.internal.transport;
