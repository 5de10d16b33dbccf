package io.chatka.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;

/**
 * What goes to one socket in the lane's current turn: gathered, and flushed once at its end.
 *
 * <p>Most turns have a single shared frame for a member. It is only referred to here, and at the end of the turn goes
 * {@linkplain DirectWriter straight to the socket}; whatever does not fit this case takes the channel's queue, which is
 * where bytes wait for a reader that is slower than they come. On the lane only.
 */
final class Outbox {
    private final Channel channel;
    private final NettyLane lane;
    private final DirectWriter directWriter;
    private List<Runnable> whenRelieved = List.of();

    /** A frame of this turn, not counted as a reference: the lane keeps it until the turn's flush. */
    private ByteBuf shared;

    private boolean dirty;

    Outbox(Channel channel, NettyLane lane, DirectWriter directWriter) {
        this.channel = channel;
        this.lane = lane;
        this.directWriter = directWriter;
    }

    /** @param frame stays the lane's */
    void write(ByteBuf frame) {
        queueShared();
        shared = frame;
        flushAtEndOfTurn();
    }

    /** @param bytes become the channel's */
    void put(ByteBuf bytes) {
        queueShared();
        channel.write(bytes, channel.voidPromise());
        flushAtEndOfTurn();
    }

    /** Called by the lane at the end of the turn; earlier where that helps. */
    void flush() {
        if (!dirty) {
            return;
        }
        dirty = false;
        if (shared != null && directWriter.write(channel, shared)) {
            shared = null;
        } else {
            queueShared();
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
        tasks.forEach(Runnable::run);
    }

    /** The socket is closed. */
    void clear() {
        shared = null;
        whenRelieved = List.of();
    }

    private void flushAtEndOfTurn() {
        if (!dirty) {
            dirty = true;
            lane.flushAtEndOfTurn(this);
        }
    }

    /** Hands the shared frame to the channel's queue, where other bytes will follow it. */
    private void queueShared() {
        if (shared != null) {
            channel.write(shared.retainedDuplicate(), channel.voidPromise());
            shared = null;
        }
    }
}
