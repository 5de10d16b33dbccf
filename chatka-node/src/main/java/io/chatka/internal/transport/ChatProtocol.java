package io.chatka.internal.transport;

import io.chatka.internal.actor.UserActor;
import io.chatka.internal.protocol.ClientException;
import io.chatka.internal.protocol.CloseCode;
import io.chatka.internal.protocol.CommandDecoder;
import io.chatka.internal.protocol.Frames;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.apache.pekko.actor.typed.ActorRef;

/** {@code chatka.v1}: a text message is a command to the user's actor. */
final class ChatProtocol implements Subprotocol {
    /** The shortest command is {@code {"type":"ping"}}. */
    private static final int SHORTEST_COMMAND = 15;

    /** What a frame costs that is too short for a command: a flood of them is cut off early. */
    private static final int COST_OF_NO_COMMAND = 32;

    private final CommandDecoder decoder;

    ChatProtocol(TransportSettings settings) {
        this.decoder =
                new CommandDecoder(settings.limits().text(), settings.limits().data());
    }

    @Override
    public String name() {
        return "chatka.v1";
    }

    @Override
    public boolean takesBinary() {
        return false;
    }

    @Override
    public int cost(WebSocketFrame frame) {
        boolean noCommand = frame instanceof TextWebSocketFrame
                && frame.isFinalFragment()
                && frame.content().readableBytes() < SHORTEST_COMMAND;
        return noCommand ? COST_OF_NO_COMMAND : 1;
    }

    @Override
    public void received(NettyConnection connection, ActorRef<UserActor.Command> user, byte[] message, boolean binary) {
        try {
            user.tell(new UserActor.FromClient(decoder.decode(message, 0, message.length)));
        } catch (ClientException refused) {
            user.tell(new UserActor.Malformed(refused));
        }
    }

    @Override
    public byte[] farewell(CloseCode code, long reconnectMillis) {
        return Frames.bye(code, reconnectMillis);
    }
}
