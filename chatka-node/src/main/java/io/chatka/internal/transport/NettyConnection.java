package io.chatka.internal.transport;

import io.chatka.internal.actor.UserActor;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.lane.Connection;
import io.chatka.internal.lane.SharedFrame;
import io.chatka.internal.lane.SharedText;
import io.chatka.internal.protocol.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.apache.pekko.actor.typed.ActorRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's WebSocket, from the handshake on: the last handler of its pipeline and, to the
 * actors, the {@link Connection}. On the lane only. An idle connection holds no buffer.
 *
 * <p>Frames go through {@link InboundMessages} and the {@link CommandWindow} to the user's actor;
 * frames to the client go to the {@link Outbox}. {@link Heartbeat} and {@link CloseHandshake} end
 * the connection.
 */
final class NettyConnection extends ChannelInboundHandlerAdapter implements Connection, SendQueue.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(NettyConnection.class);
    private static final FaultLog FAULTS = FaultLog.of(NettyConnection.class);

    private final Channel channel;
    private final NettyLane lane;
    private final ConnectionContext context;
    private final Outbox outbox;
    private final InboundMessages inbound;
    private final CommandWindow commands;
    private final Heartbeat heartbeat;
    private final CloseHandshake closing;

    /** Null unless messages are compressed. */
    private Deflation deflation;

    /** False once the close handshake has begun: nothing may be written after it. */
    private boolean open = true;

    /** Null while the connection is open, and if it broke. */
    private CloseCode closedAs;

    /** Null before the actor is there, and after the end. */
    private ActorRef<UserActor.Command> user;

    /** @param commandsUnderWay from the start: 1 if the URL asks for a room */
    NettyConnection(
            Channel channel, NettyLane lane, ConnectionContext context, FrameDecoder frames, int commandsUnderWay) {
        this.channel = channel;
        this.lane = lane;
        this.context = context;
        this.outbox = new Outbox(channel, lane, context.directWriter(), this);
        this.inbound = new InboundMessages(this, frames);
        this.commands = new CommandWindow(channel, settings().limits().commands(), commandsUnderWay);
        this.heartbeat = new Heartbeat(this);
        this.closing = new CloseHandshake(channel, lane, outbox);
        context.meter().opened();
    }

    /**
     * Answers the handshake. The answer waits for the actor, and goes out together with the actor's
     * first frames. A client that sends anything before {@link #attach} did not wait for the
     * answer.
     *
     * @param compression the extension that messages are compressed by, or null if they are not
     */
    void accept(Handshake handshake, String compression) {
        deflation = compression == null ? null : lane.deflation();
        handshake.writeAnswer(outbox.hold(Handshake.MAX_ANSWER), subprotocol().name(), compression);
    }

    /** The actor has been spawned. */
    void attach(ActorRef<UserActor.Command> actor) {
        user = actor;
        outbox.flushAtEndOfTurn();
        if (!channel.isActive()) {
            actor.tell(new UserActor.Disconnected(closedAs));
        }
    }

    @Override
    public NettyLane lane() {
        return lane;
    }

    TransportSettings settings() {
        return context.settings();
    }

    Subprotocol subprotocol() {
        return context.subprotocol();
    }

    /** Null unless messages are compressed. */
    Deflation deflation() {
        return deflation;
    }

    Outbox outbox() {
        return outbox;
    }

    /** Whether nothing is read from the socket now. */
    boolean readingPaused() {
        return commands.isPaused();
    }

    @Override
    public void write(SharedFrame frame) {
        if (open) {
            NettyLane.SharedBuffer shared = (NettyLane.SharedBuffer) frame;
            outbox.write(deflation == null ? shared.bytes() : shared.deflated());
        }
    }

    @Override
    public void send(byte[] utf8) {
        if (open) {
            lane.meter().sent(utf8.length);
            if (deflation == null) {
                TextFrames.write(outbox.place(TextFrames.size(utf8)), utf8);
            } else {
                deflation.send(outbox, utf8);
            }
        }
    }

    @Override
    public void send(byte[] utf8, SharedText rest) {
        if (open) {
            lane.meter().sent(utf8.length + rest.utf8().length);
            if (deflation == null) {
                TextFrames.write(outbox.place(TextFrames.size(utf8.length + rest.utf8().length)), utf8, rest.utf8());
            } else {
                deflation.send(outbox, utf8, rest);
            }
        }
    }

    @Override
    public boolean congested() {
        return outbox.congested();
    }

    @Override
    public boolean hasRoomFor(long bytes) {
        return outbox.queued() + bytes <= settings().traffic().queued();
    }

    @Override
    public boolean relieved() {
        return outbox.relieved();
    }

    @Override
    public void whenRelieved(Runnable task) {
        outbox.whenRelieved(task);
    }

    /** Bytes that wait for the socket. Any thread may ask. */
    long queued() {
        return outbox.queued();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext handler) {
        if (channel.isWritable()) {
            outbox.pump();
        }
    }

    @Override
    public int maxQueued() {
        return settings().traffic().queued();
    }

    @Override
    public long slowTicks() {
        return lane.ticks(settings().traffic().slow());
    }

    @Override
    public void onTaken() {
        outbox.pump();
    }

    /** Reads no more commands of a client that does not read its replies. */
    @Override
    public void onCongested() {
        if (open) {
            commands.pause();
        }
    }

    @Override
    public void onRelieved() {
        if (open && commands.hasRoom()) {
            resumeReading();
        }
    }

    @Override
    public void onTooSlow() {
        if (!open) {
            return;
        }
        LOG.debug("closing a connection that reads too slowly");
        outbox.dropWaiting();
        close(CloseCode.SLOW, 0);
        outbox.flush();
    }

    @Override
    public void abort(CloseCode why) {
        if (open) {
            markClosed(why);
        }
        // Not the pipeline's close, which waits for what TLS has still to send.
        channel.unsafe().close(channel.voidPromise());
    }

    @Override
    public void sessionOpened() {
        if (open) {
            heartbeat.sessionOpened();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext handler, Object message) {
        try {
            onFrame((WebSocketFrame) message);
            inbound.frameEnded();
        } catch (Throwable fault) {
            failed(fault);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void onFrame(WebSocketFrame frame) {
        if (!open) {
            closing.onFrame(frame);
            return;
        }
        heartbeat.heard();
        if (user == null) {
            // Sent before the handshake was answered.
            close(CloseCode.PROTOCOL_ERROR, -1);
        } else {
            inbound.onFrame(frame);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext handler) {
        if (open) {
            inbound.readComplete();
        }
    }

    /** More frames came than {@code chatka.limits.frames} allows. */
    void closeFlood() {
        close(CloseCode.RATE, -1);
        // Reading on would only cost more.
        channel.config().setAutoRead(false);
    }

    /** A whole message has come, as {@link Subprotocol#received} takes it. */
    void onMessage(byte[] message, boolean binary) {
        lane.meter().received(message.length);
        commands.begun();
        subprotocol().received(this, user, message, binary);
    }

    @Override
    public void commandDone() {
        if (commands.ended() && !outbox.isCongested()) {
            resumeReading();
        }
    }

    private void resumeReading() {
        commands.resume();
        heartbeat.readingResumed();
    }

    /** Answers a ping. */
    void pong(ByteBuf payload) {
        if (congested()) {
            // A client that pings and does not read gets no pongs; it is closed as slow in the end.
            return;
        }
        TextFrames.writePong(outbox.place(2 + payload.readableBytes()), payload);
    }

    /**
     * Closes the connection of a client that answers no ping. Does not wait for its close frame; a
     * client that still reads gets ours, with the reason.
     */
    void closeUnheard() {
        close(CloseCode.HEARTBEAT, 0);
        closing.endNow();
    }

    @Override
    public void close(CloseCode code, long reconnectMillis) {
        if (!open) {
            return;
        }
        try {
            markClosed(code);
            closing.begin(code, subprotocol().farewell(code, code.reconnects() ? reconnectMillis : -1));
            heartbeat.stop();
            // To see the client's close frame; other frames are dropped.
            resumeReading();
        } catch (Throwable fault) {
            FAULTS.report("a close frame could not be queued; the connection is closed without one", fault);
            outbox.abort();
            return;
        }
        if (code == CloseCode.PROTOCOL_ERROR || code == CloseCode.BAD_UTF8) {
            // The client's frames cannot be understood, so no close frame is to be expected (section 7.1.7).
            closing.endNow();
        }
    }

    /** Answers the client's close frame. */
    void echoClose(ByteBuf payload) {
        markClosed(CloseCode.NORMAL);
        heartbeat.stop();
        closing.echo(payload);
    }

    private void markClosed(CloseCode code) {
        open = false;
        closedAs = code;
        context.meter().closed(code);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext handler, Throwable cause) {
        Throwable root = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        if (root instanceof CorruptedWebSocketFrameException corrupted) {
            boolean tooBig = corrupted.closeStatus().code() == WebSocketCloseStatus.MESSAGE_TOO_BIG.code();
            close(tooBig ? CloseCode.TOO_BIG : CloseCode.PROTOCOL_ERROR, -1);
        } else if (root instanceof IOException) {
            // The client's end is gone; channelInactive follows.
            channel.close();
        } else if (cause instanceof DecoderException) {
            failed(root);
        } else if (channel.isActive()) {
            // Most likely a write failed: after it, the client would miss bytes unnoticed.
            FAULTS.report("an unexpected fault in a connection; it is cut off", root);
            outbox.abort();
        }
    }

    /** Closes the connection after a fault of the server. */
    void failed(Throwable fault) {
        FAULTS.report("an unexpected fault in a connection; it is closed", fault);
        if (!open) {
            // Not even closing works as it should.
            outbox.abort();
        } else {
            close(CloseCode.INTERNAL, 1000);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext handler) {
        end();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext handler) {
        end();
    }

    private void end() {
        boolean lost = open;
        open = false;
        // First: whatever else fails, the rooms must not keep a member without a socket.
        if (user != null) {
            user.tell(new UserActor.Disconnected(closedAs));
            user = null;
        }
        heartbeat.stop();
        closing.stop();
        FAULTS.attempt("an unfinished message could not be released", inbound::release);
        FAULTS.attempt("bytes that waited for a socket could not be released", outbox::clear);
        if (lost) {
            context.meter().lost();
        }
    }
}
