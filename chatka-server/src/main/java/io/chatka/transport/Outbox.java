package io.chatka.transport;

import io.chatka.fault.FaultLog;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;

/**
 * What goes to one socket in the lane's current turn: gathered, and flushed once at its end.
 *
 * <p>Most turns have a single shared frame for a member, or some short frames of its own: greetings, replies. A shared frame is only
 * referred to here; own frames are put one after the other into one buffer. At the end of the turn either goes {@linkplain DirectWriter
 * straight to the socket}; whatever does not fit these cases takes the channel's queue, which is where bytes wait for a
 * reader that is slower than they come. On the lane only.
 */
final class Outbox {
    private static final FaultLog FAULTS = FaultLog.of(Outbox.class);

    /** Shorter frames are copied to stand in one buffer; also how many bytes may escape the channel's count for a turn. */
    private static final int SHORT = 4 * 1024;

    private static final int FIRST_CAPACITY = 512;

    private final Channel channel;
    private final NettyLane lane;
    private final DirectWriter directWriter;
    private List<Runnable> whenRelieved = List.of();

    /** A frame of this turn, not counted as a reference: the lane keeps it until the turn's flush. Null if there is {@code own}. */
    private ByteBuf shared;

    /** Frames for this socket alone. */
    private ByteBuf own;

    private boolean dirty;

    Outbox(Channel channel, NettyLane lane, DirectWriter directWriter) {
        this.channel = channel;
        this.lane = lane;
        this.directWriter = directWriter;
    }

    /** @param frame stays the lane's */
    void write(ByteBuf frame) {
        flushAtEndOfTurn();
        if ((own != null || shared != null) && frame.readableBytes() <= SHORT) {
            try {
                copy(frame);
                return;
            } catch (OutOfMemoryError noBuffer) {
                // Goes without one.
            }
        }
        queue();
        shared = frame;
    }

    /** A place for so many bytes that are to be written to it at once: that needs no memory any more, and cannot fail. */
    ByteBuf place(int bytes) {
        flushAtEndOfTurn();
        return ownBuffer(bytes);
    }

    /** Like {@link #place}, for bytes that wait until something else is sent. */
    ByteBuf hold(int bytes) {
        return ownBuffer(bytes);
    }

    /** Called by the lane at the end of the turn; earlier where that helps. */
    void flush() {
        if (!dirty) {
            return;
        }
        dirty = false;
        if (own != null && shared == null && directWriter.write(channel, own)) {
            own.release();
            own = null;
        } else if (own == null && shared != null && directWriter.write(channel, shared)) {
            shared = null;
        } else {
            queue();
            channel.flush();
        }
    }

    /** Whether more than one may have queued waits for the socket, even after a flush. */
    boolean congested() {
        if (channel.isWritable()) {
            return false;
        }
        // Much may have been queued in this turn alone.
        flush();
        return !channel.isWritable();
    }

    void whenRelieved(Runnable task) {
        if (whenRelieved.isEmpty()) {
            whenRelieved = new ArrayList<>(1);
        }
        whenRelieved.add(task);
    }

    /** The socket takes bytes again. */
    void relieved() {
        List<Runnable> tasks = whenRelieved;
        whenRelieved = List.of();
        tasks.forEach(task -> FAULTS.attempt("what waited for a socket to take bytes again failed", task));
    }

    /** What went out is not certain any more: nothing more does, and the socket is closed. Never throws. */
    void abort() {
        FAULTS.attempt("what waited for a socket could not be dropped", this::clear);
        FAULTS.attempt("a socket could not be closed", channel::close);
    }

    /** The socket is closed. */
    void clear() {
        shared = null;
        whenRelieved = List.of();
        if (own != null) {
            ByteBuf dropped = own;
            own = null;
            dropped.release();
        }
    }

    void flushAtEndOfTurn() {
        if (!dirty) {
            lane.flushAtEndOfTurn(this);
            dirty = true;
        }
    }

    private ByteBuf ownBuffer(int bytes) {
        if (shared != null && shared.readableBytes() + bytes > SHORT
                || own != null && own.readableBytes() + bytes > SHORT) {
            queue();
        }
        int needed = bytes + (shared == null ? 0 : shared.readableBytes());
        if (own == null) {
            own = channel.alloc().directBuffer(Math.max(FIRST_CAPACITY, needed));
        } else {
            own.ensureWritable(needed);
        }
        if (shared != null) {
            own.writeBytes(shared, shared.readerIndex(), shared.readableBytes());
            shared = null;
        }
        return own;
    }

    private void copy(ByteBuf frame) {
        int bytes = frame.readableBytes();
        ownBuffer(bytes).writeBytes(frame, frame.readerIndex(), bytes);
    }

    /** Hands what is here to the channel's queue, where other bytes will follow it. */
    private void queue() {
        if (own != null) {
            // First, since a write that fails closes the connection, which says goodbye by this.
            ByteBuf bytes = own;
            own = null;
            channel.write(bytes, channel.voidPromise());
        }
        if (shared != null) {
            ByteBuf bytes = shared.retainedDuplicate();
            shared = null;
            channel.write(bytes, channel.voidPromise());
        }
    }
}
