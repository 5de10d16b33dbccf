package io.chatka.internal.transport;

import io.chatka.internal.actor.UserActor;
import io.chatka.internal.protocol.CloseCode;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The protocol inside a WebSocket: {@link ChatProtocol}, and in tests an echo, so that the suites
 * for RFC 6455 can test the transport as it is. One for all connections; called on the connection's
 * lane.
 */
interface Subprotocol {
    /** As a client offers it in {@code Sec-WebSocket-Protocol}. */
    String name();

    /**
     * Whether binary messages are received; otherwise the first binary frame closes the connection
     * (1003).
     */
    boolean takesBinary();

    /** What a frame counts towards {@code chatka.limits.frames}; at least 1. */
    int cost(WebSocketFrame frame);

    /**
     * Takes a whole message, which has to be answered by one {@link NettyConnection#commandDone} in
     * the end.
     *
     * @param message valid UTF-8, if it is not binary
     */
    void received(NettyConnection connection, ActorRef<UserActor.Command> user, byte[] message, boolean binary);

    /**
     * The text that goes before the close frame; empty for none.
     *
     * @param reconnectMillis after which time to reconnect; -1 for never
     */
    byte[] farewell(CloseCode code, long reconnectMillis);
}
