package io.chatka.internal.transport;

import io.chatka.internal.actor.UserActor;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.lane.Connection;
import io.chatka.internal.lane.SharedFrame;
import io.chatka.internal.lane.SharedText;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.protocol.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's WebSocket, from the handshake on: the last handler of its pipeline and, to the actors, the
 * {@link Connection}. Lives in its lane's thread. Idle, it holds no buffer and no timer.
 */
final class NettyConnection extends ChannelInboundHandlerAdapter implements Connection, SendQueue.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(NettyConnection.class);
    private static final FaultLog FAULTS = FaultLog.of(NettyConnection.class);

    /** How long the client has to answer a close frame. */
    private static final Duration CLOSE_HANDSHAKE = Duration.ofSeconds(2);

    private final Channel channel;
    private final NettyLane lane;
    private final TransportSettings settings;
    private final NodeMeter meter;
    private final Subprotocol subprotocol;
    private final Outbox outbox;
    private final InboundMessages inbound;
    private final TimingWheel.Entry deadline = new TimingWheel.Entry() {
        @Override
        void expired() {
            onDeadline();
        }
    };

    /** Null unless messages are compressed. */
    private Deflation deflation;

    private ActorRef<UserActor.Command> user;
    private State state = State.HELLO;
    private long lastRead;
    private int commands;
    private boolean readingPaused;

    /** Null while the connection is open, and if it broke. */
    private CloseCode closedAs;

    /** What the entry on the timing wheel waits for. */
    private enum State {
        /** A frame from the client that opens the session. */
        HELLO,
        /** The client has been silent for too long. */
        SILENCE,
        /** Anything, in answer to our ping. */
        PONG,
        /** The end of the close handshake. */
        CLOSE
    }

    /** @param commands that are under way from the start: 1 if the URL asks for a room */
    NettyConnection(
            Channel channel,
            NettyLane lane,
            TransportSettings settings,
            NodeMeter meter,
            FrameDecoder frames,
            Subprotocol subprotocol,
            DirectWriter directWriter,
            int commands) {
        this.channel = channel;
        this.lane = lane;
        this.settings = settings;
        this.meter = meter;
        this.subprotocol = subprotocol;
        this.outbox = new Outbox(channel, lane, directWriter, this);
        this.inbound = new InboundMessages(this, frames);
        this.commands = commands;
        meter.opened();
        lane.wheel().schedule(deadline, lane.ticks(settings.traffic().hello()));
    }

    /**
     * Answers the handshake. The answer waits for the actor, and goes out together with the first that it says: whatever comes
     * before {@link #attach} was sent by a client that did not wait for the answer.
     *
     * @param compression the extension that messages are compressed by, or null if they are not
     */
    void accept(Handshake handshake, String compression) {
        deflation = compression == null ? null : lane.deflation();
        handshake.writeAnswer(outbox.hold(Handshake.MAX_ANSWER), subprotocol.name(), compression);
    }

    /** The actor is there. */
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
        return settings;
    }

    Subprotocol subprotocol() {
        return subprotocol;
    }

    /** Null unless messages are compressed. */
    Deflation deflation() {
        return deflation;
    }

    /** Whether the client has as many commands under way as it may, so that nothing more is read. */
    boolean readingPaused() {
        return readingPaused;
    }

    @Override
    public void write(SharedFrame frame) {
        if (state != State.CLOSE) {
            NettyLane.SharedBuffer shared = (NettyLane.SharedBuffer) frame;
            outbox.write(deflation == null ? shared.bytes() : shared.deflated());
        }
    }

    @Override
    public void send(byte[] utf8) {
        // Nothing may follow the close frame (RFC 6455, section 5.5.1).
        if (state != State.CLOSE) {
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
        if (state != State.CLOSE) {
            lane.meter().sent(utf8.length + rest.utf8().length);
            if (deflation == null) {
                TextFrames.write(outbox.place(TextFrames.size(utf8.length + rest.utf8().length)), utf8, rest.utf8());
            } else {
                deflation.send(outbox, utf8, rest);
            }
        }
    }

    /** Queues frames that are built already. */
    void put(ByteBuf bytes) {
        try {
            if (state != State.CLOSE) {
                outbox.place(bytes.readableBytes()).writeBytes(bytes);
            }
        } finally {
            bytes.release();
        }
    }

    @Override
    public boolean congested() {
        return outbox.congested();
    }

    @Override
    public boolean hasRoomFor(long bytes) {
        return outbox.queued() + bytes <= settings.traffic().queued();
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
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel.isWritable()) {
            outbox.pump();
        }
    }

    @Override
    public int maxQueued() {
        return settings.traffic().queued();
    }

    @Override
    public long slowTicks() {
        return lane.ticks(settings.traffic().slow());
    }

    /** A client that does not read what it is answered is asked nothing more. */
    @Override
    public void onCongested() {
        if (state != State.CLOSE) {
            pauseReading();
        }
    }

    @Override
    public void onRelieved() {
        if (state != State.CLOSE && commands < settings.limits().commands()) {
            resumeReading();
        }
    }

    @Override
    public void onTooSlow() {
        if (state == State.CLOSE) {
            return;
        }
        LOG.debug("closing a connection that reads too slowly");
        outbox.dropWaiting();
        close(CloseCode.SLOW, 0);
        outbox.flush();
    }

    @Override
    public void abort(CloseCode why) {
        if (state != State.CLOSE) {
            state = State.CLOSE;
            closedAs = why;
            meter.closed(why);
        }
        // Not the pipeline's close, which waits for what TLS has still to send.
        channel.unsafe().close(channel.voidPromise());
    }

    @Override
    public void sessionOpened() {
        if (state == State.HELLO) {
            state = State.SILENCE;
            lastRead = lane.wheel().now();
            lane.wheel()
                    .schedule(
                            deadline, lane.ticks(settings.traffic().heartbeat().interval()));
        }
    }

    private void onDeadline() {
        try {
            switch (state) {
                case HELLO -> close(CloseCode.HELLO_TIMEOUT, 0);
                case SILENCE -> onSilence();
                case PONG -> onNoPong();
                case CLOSE -> channel.close();
            }
        } catch (Throwable fault) {
            failed(fault);
        }
    }

    private void onSilence() {
        long interval = lane.ticks(settings.traffic().heartbeat().interval());
        long silent = lane.wheel().now() - lastRead;
        if (readingPaused) {
            // We do not listen, so silence says nothing.
            lane.wheel().schedule(deadline, interval);
        } else if (silent < interval) {
            lane.wheel().schedule(deadline, interval - silent);
        } else {
            state = State.PONG;
            TextFrames.writePing(outbox.place(2));
            lane.wheel()
                    .schedule(
                            deadline, lane.ticks(settings.traffic().heartbeat().timeout()));
        }
    }

    private void onNoPong() {
        long timeout = lane.ticks(settings.traffic().heartbeat().timeout());
        if (outbox.tookWithin(timeout)) {
            // Our ping may wait behind much else; and who takes that is alive.
            lane.wheel().schedule(deadline, timeout);
            return;
        }
        close(CloseCode.HEARTBEAT, 0);
        // Nobody is there to end the close handshake; but a client that reads, and does not answer, learns why.
        flushAndClose();
    }

    /** Closes without waiting for the client; what the socket takes at once it still gets. */
    private void flushAndClose() {
        try {
            outbox.flush();
        } catch (Throwable fault) {
            FAULTS.report("a connection could not say goodbye; it is closed without", fault);
        }
        channel.close();
    }

    private void heard() {
        lastRead = lane.wheel().now();
        if (state == State.PONG) {
            state = State.SILENCE;
            lane.wheel()
                    .schedule(
                            deadline, lane.ticks(settings.traffic().heartbeat().interval()));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            heard();
            if (state == State.CLOSE) {
                onFrameWhileClosing((WebSocketFrame) message);
            } else if (user == null) {
                // Sent before the handshake was answered.
                close(CloseCode.PROTOCOL_ERROR, -1);
            } else {
                inbound.onFrame((WebSocketFrame) message);
            }
            inbound.frameEnded();
        } catch (Throwable fault) {
            failed(fault);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (state != State.CLOSE) {
            inbound.readComplete();
        }
    }

    /** More frames came than may come. */
    void closeFlood() {
        close(CloseCode.RATE, -1);
        // Reading the rest of a flood until its sender has read this would be what it wants.
        channel.config().setAutoRead(false);
    }

    /** A whole message has come, as {@link Subprotocol#received} takes it. */
    void onMessage(byte[] message, boolean binary) {
        lane.meter().received(message.length);
        if (++commands >= settings.limits().commands() && !readingPaused) {
            pauseReading();
        }
        subprotocol.received(this, user, message, binary);
    }

    @Override
    public void commandDone() {
        commands--;
        if (readingPaused && commands <= settings.limits().commands() / 2 && !outbox.isCongested()) {
            resumeReading();
        }
    }

    private void pauseReading() {
        readingPaused = true;
        channel.config().setAutoRead(false);
    }

    private void resumeReading() {
        readingPaused = false;
        lastRead = lane.wheel().now();
        channel.config().setAutoRead(true);
    }

    /** Answers a ping. */
    void pong(ByteBuf payload) {
        if (congested()) {
            // A client that pings and does not read gets what it can take, and then is closed as slow.
            return;
        }
        TextFrames.writePong(outbox.place(2 + payload.readableBytes()), payload);
    }

    @Override
    public void close(CloseCode code, long reconnectMillis) {
        if (state == State.CLOSE) {
            return;
        }
        closedAs = code;
        try {
            meter.closed(code);
            sayBye(code, code.comeBack() ? Math.max(0, reconnectMillis) : -1);
            startClosing();
        } catch (Throwable fault) {
            FAULTS.report("a connection could not say goodbye; it is closed without", fault);
            state = State.CLOSE;
            outbox.abort();
            return;
        }
        if (code == CloseCode.PROTOCOL_ERROR || code == CloseCode.BAD_UTF8) {
            // What comes now cannot be understood, so no close frame is to be expected (section 7.1.7).
            flushAndClose();
        }
    }

    private void sayBye(CloseCode code, long reconnectMillis) {
        byte[] bye = subprotocol.farewell(code, reconnectMillis);
        byte[] text = code.text().getBytes(StandardCharsets.US_ASCII);
        ByteBuf farewell = outbox.place(TextFrames.size(bye) + 4 + text.length);
        if (bye.length > 0) {
            TextFrames.write(farewell, bye);
        }
        TextFrames.writeClose(farewell, code.number(), text);
    }

    private void startClosing() {
        state = State.CLOSE;
        // Reads on, to see the client's close frame; what else comes is dropped.
        resumeReading();
        lane.wheel().schedule(deadline, lane.ticks(CLOSE_HANDSHAKE));
    }

    /** Answers the client's close frame. */
    void echoClose(ByteBuf payload) {
        meter.closed(CloseCode.NORMAL);
        closedAs = CloseCode.NORMAL;
        ByteBuf close = outbox.place(4);
        if (payload.readableBytes() >= 2) {
            TextFrames.writeClose(close, payload.getUnsignedShort(payload.readerIndex()), new byte[0]);
        } else {
            TextFrames.writeEmptyClose(close);
        }
        state = State.CLOSE;
        outbox.closeWhenSent();
        lane.wheel().schedule(deadline, lane.ticks(CLOSE_HANDSHAKE));
    }

    private void onFrameWhileClosing(WebSocketFrame frame) {
        if (frame instanceof CloseWebSocketFrame) {
            // It may have come together with what we close for: ours goes out first.
            flushAndClose();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
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
            // Most likely a write failed: what follows it must not go out, or the client would not know of the hole.
            FAULTS.report("a connection failed in a way that it should not; it is cut off", root);
            outbox.abort();
        }
    }

    private void failed(Throwable fault) {
        FAULTS.report("a connection failed in a way that it should not; it is closed", fault);
        if (state == State.CLOSE) {
            // Not even closing works as it should.
            outbox.abort();
        } else {
            close(CloseCode.INTERNAL, 1000);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        end();
    }

    private void end() {
        boolean lost = state != State.CLOSE;
        state = State.CLOSE;
        // First: whatever else fails, the rooms must not keep a member without a socket.
        if (user != null) {
            user.tell(new UserActor.Disconnected(closedAs));
            user = null;
        }
        lane.wheel().cancel(deadline);
        FAULTS.attempt("what a client had begun to say could not be dropped", inbound::release);
        FAULTS.attempt("what waited for a socket could not be dropped", outbox::clear);
        if (lost) {
            meter.lost();
        }
    }
}
