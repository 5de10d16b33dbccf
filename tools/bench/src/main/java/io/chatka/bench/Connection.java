package io.chatka.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** One user: connects, joins its room, and has every message checked and measured. */
final class Connection extends ChannelInboundHandlerAdapter implements FrameReader.Sink, Dialect.Sink {
    private enum State {
        CONNECTING,
        OPEN,
        JOINED,
        CLOSING,
        GONE
    }

    private final Worker worker;
    private final int room;
    private final FrameReader frames;
    private final Publisher publisher;
    private final Handshake handshake = new Handshake();
    private volatile State state = State.CONNECTING;
    private volatile Channel channel;
    private RoomLedger ledger;
    private RoomLedger.Seat seat;
    private long started;
    private String farewell = "the server closed the connection";

    /** @param publisher null if this user only listens */
    Connection(Worker worker, int room, Publisher publisher) {
        this.worker = worker;
        this.room = room;
        this.publisher = publisher;
        this.frames = new FrameReader(worker.scratch(), this);
    }

    Worker worker() {
        return worker;
    }

    /** Before the connect; from any thread. */
    void starting() {
        started = worker.clock().nanos();
    }

    boolean joined() {
        return state == State.JOINED;
    }

    /**
     * How many messages it has neither received nor seen announced by a gap. In the event loop.
     *
     * @param sent messages in its room
     */
    long lacking(long sent) {
        return seat.lacking(sent);
    }

    int roomNumber() {
        return room;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        channel = context.channel();
        context.writeAndFlush(
                handshake.request(worker.crowd().plan().target(), worker.crowd().roomName(room)));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            worker.reading(in);
            if (state == State.CONNECTING && handshake.read(in)) {
                state = State.OPEN;
                Meter.record(worker.meter().connect, worker.clock().nanos() - started);
                worker.dialect().opened(this);
            }
            if (in.isReadable()) {
                frames.read(in);
            }
            worker.read();
        } finally {
            in.release();
        }
    }

    @Override
    public void text(byte[] bytes, int from, int to) {
        try {
            worker.dialect().read(bytes, from, to, this);
        } catch (IOException foreign) {
            throw new UncheckedIOException(foreign);
        }
    }

    @Override
    public void ping(byte[] bytes, int from, int to) {
        channel.writeAndFlush(worker.writer().pong(channel.alloc(), Arrays.copyOfRange(bytes, from, to)));
    }

    @Override
    public void close(int code) {
        farewell = "the server closed the connection with code " + code;
        channel.close();
    }

    @Override
    public String room() {
        return worker.crowd().roomName(room);
    }

    @Override
    public void send(String frame) {
        channel.writeAndFlush(worker.writer().text(channel.alloc(), frame));
    }

    @Override
    public void welcome(long textLimit) {
        worker.crowd().welcomed(textLimit);
    }

    @Override
    public void joined(long seq) {
        if (state != State.OPEN) {
            return;
        }
        state = State.JOINED;
        ledger = worker.room(room);
        seat = ledger.join(seq);
        Meter.record(worker.meter().join, worker.clock().nanos() - started);
        if (publisher != null) {
            publisher.open(channel);
        }
        worker.crowd().joined();
    }

    @Override
    public void message(long seq, Mark mark) {
        if (state != State.JOINED) {
            return;
        }
        long place = seq == Dialect.UNNUMBERED ? seat.last() + 1 : seq;
        if (mark == null) {
            ledger.foreign(seat, place);
        } else {
            ledger.message(seat, place, mark.publisher, mark.number, mark.due);
            worker.delivered(mark.due);
        }
    }

    @Override
    public void gap(long from, long to) {
        if (state == State.JOINED) {
            ledger.gap(seat, from, to);
        }
    }

    @Override
    public void epoch(long seq) {
        if (state == State.JOINED) {
            ledger.epoch(seat, seq);
        }
    }

    @Override
    public void error(String code) {
        if (state == State.OPEN) {
            farewell = "the server answered with the error " + code;
            channel.close();
            return;
        }
        worker.crowd().error(code);
        if (publisher != null) {
            publisher.refuse();
        }
    }

    @Override
    public void bye(String reason) {
        farewell = "the server said bye (" + reason + ")";
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        end(cause);
        context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end(null);
    }

    /** The connect failed, or took too long. */
    void end(Throwable cause) {
        State before = state;
        state = State.GONE;
        if (before == State.GONE) {
            return;
        }
        if (before == State.JOINED) {
            ledger.leave(seat);
            if (publisher != null) {
                publisher.gone();
            }
        }
        if (before == State.CLOSING) {
            worker.crowd().closed();
        } else {
            String reason =
                    cause == null ? farewell : cause.getMessage() == null ? cause.toString() : cause.getMessage();
            int status = cause instanceof Handshake.Refused refused ? refused.status() : 0;
            worker.crowd().ended(before == State.JOINED, status, reason);
        }
    }

    /** Gives up if it has not joined by now. In the event loop. */
    void hurry() {
        if (state == State.CONNECTING || state == State.OPEN) {
            farewell = "no answer in time";
            if (channel == null) {
                end(null);
            } else {
                channel.close();
            }
        }
    }

    /** Sends a close frame if it is connected; returns whether it was. In the event loop. */
    boolean leave() {
        if (channel == null || !channel.isActive()) {
            return false;
        }
        if (state == State.JOINED) {
            ledger.leave(seat);
        }
        state = State.CLOSING;
        channel.writeAndFlush(worker.writer().close(channel.alloc())).addListener(written -> channel.close());
        return true;
    }
}
