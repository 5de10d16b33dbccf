package io.chatka.internal.transport;

import io.chatka.internal.actor.UserActor;
import io.chatka.internal.protocol.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.apache.pekko.actor.typed.ActorRef;

/** Echoes every message, as the suites for RFC 6455 expect. */
final class EchoProtocol implements Subprotocol {
    private static final int FINAL_BINARY = 0x82;

    @Override
    public String name() {
        return "echo";
    }

    @Override
    public boolean takesBinary() {
        return true;
    }

    @Override
    public int cost(WebSocketFrame frame) {
        return 1;
    }

    @Override
    public void received(NettyConnection connection, ActorRef<UserActor.Command> user, byte[] message, boolean binary) {
        if (!binary) {
            // Compressed, where that was negotiated.
            connection.send(message);
            connection.commandDone();
            return;
        }
        ByteBuf echo = connection.outbox().place(TextFrames.size(message));
        int start = echo.writerIndex();
        TextFrames.write(echo, message);
        echo.setByte(start, FINAL_BINARY);
        connection.commandDone();
    }

    @Override
    public byte[] farewell(CloseCode code, long reconnectMillis) {
        return new byte[0];
    }
}
