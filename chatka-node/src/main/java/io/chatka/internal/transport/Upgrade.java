package io.chatka.internal.transport;

import io.chatka.api.Credentials;
import io.chatka.internal.actor.ChatSupervisor;
import io.chatka.internal.transport.deflate.DeflateOffers;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.net.InetAddress;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Makes a {@link NettyConnection} of a socket whose handshake was accepted, and tells the actors
 * about it. Thread-safe.
 */
final class Upgrade {
    private final ConnectionContext context;
    private final ActorRef<ChatSupervisor.Command> supervisor;
    private final WebSocketDecoderConfig frames;
    private final WebSocketDecoderConfig deflatedFrames;

    Upgrade(ConnectionContext context, ActorRef<ChatSupervisor.Command> supervisor) {
        this.context = context;
        this.supervisor = supervisor;
        this.frames = frames(context.settings(), false);
        this.deflatedFrames = frames(context.settings(), true);
    }

    /** For new connections, after a change of the settings. */
    Upgrade with(TransportSettings others, Subprotocol spoken) {
        return new Upgrade(context.with(others, spoken), supervisor);
    }

    /**
     * @param deflated whether the decoder passes reserved bits on; {@link InboundMessages} checks
     *     them
     */
    static WebSocketDecoderConfig frames(TransportSettings settings, boolean deflated) {
        return WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(settings.limits().frame())
                .expectMaskedFrames(true)
                .allowExtensions(deflated)
                .closeOnProtocolViolation(false)
                .withUTF8Validator(false)
                .build();
    }

    /**
     * A client that may connect.
     *
     * @param known null unless the headers say who it is
     */
    record Accepted(Handshake handshake, HttpHeaders headers, InetAddress client, ChatSupervisor.Known known) {}

    /**
     * Replaces HTTP by WebSocket in the pipeline.
     *
     * @param http further handlers to remove
     */
    void of(ChannelPipeline pipeline, NettyLane lane, Accepted accepted, ChannelHandler... http) {
        Handshake handshake = accepted.handshake();
        String compression = compression(accepted.headers());
        var decoder = new FrameDecoder(compression == null ? frames : deflatedFrames);
        // The join of the room counts as one.
        int commands = handshake.room() == null ? 0 : 1;
        var connection = new NettyConnection(pipeline.channel(), lane, context, decoder, commands);
        connection.accept(handshake, compression);
        pipeline.addLast(decoder, connection);
        for (ChannelHandler done : http) {
            pipeline.remove(done);
        }
        pipeline.remove(HttpResponseEncoder.class);
        pipeline.remove(HttpRequestDecoder.class);
        var credentials = new Credentials(handshake.token(), handshake.name(), handshake.room(), accepted.client());
        supervisor.tell(new ChatSupervisor.Connect(connection, credentials, accepted.known(), connection::attach));
    }

    /**
     * How messages are compressed on this connection, as the client is told; null if they are not.
     */
    private String compression(HttpHeaders headers) {
        return context.settings().compression().enabled()
                ? DeflateOffers.answer(headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS))
                : null;
    }
}
