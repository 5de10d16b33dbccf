package io.chatka.internal.transport;

import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.protocol.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.function.Consumer;

/**
 * Gathers the bytes for one socket during the lane's current turn, and flushes them once at its
 * end.
 *
 * <p>Most turns have a single shared frame for a member, or some short frames of its own:
 * greetings, replies. The outbox only refers to a shared frame; it puts own frames one after the
 * other into one buffer. At the end of the turn either goes {@linkplain DirectWriter straight to
 * the socket}. Bytes that the socket does not take at once, and all later ones, wait in a {@link
 * SendQueue}. On the lane only.
 */
final class Outbox {
    private static final FaultLog FAULTS = FaultLog.of(Outbox.class);

    /** Frames that have at most this size together are copied into one buffer. */
    private static final int SHORT = 4 * 1024;

    private static final int FIRST_CAPACITY = 512;

    private final Channel channel;
    private final NettyLane lane;
    private final DirectWriter directWriter;
    private final SendQueue.Owner owner;

    /** Null while nothing waits, which is most of the time. */
    private SendQueue queue;

    /**
     * A frame of this turn, without a reference: the lane keeps it until the flush. Null if there
     * is {@code own}.
     */
    private ByteBuf shared;

    /** Frames for this socket alone. */
    private ByteBuf own;

    /** Whether the lane is going to flush this at the end of the turn. */
    private boolean dirty;

    Outbox(Channel channel, NettyLane lane, DirectWriter directWriter, SendQueue.Owner owner) {
        this.owner = owner;
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
                // The frame goes into the queue instead, which needs no buffer.
            }
        }
        spill();
        shared = frame;
    }

    /**
     * A buffer with room for this number of bytes. The caller writes them at once, which needs no
     * more memory and cannot fail.
     */
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
        if (own == null && shared == null) {
            // Spilled already; or there was no memory for what was to be sent.
            pump();
        } else if (queue != null || !flushDirectly() && !flushByChannel()) {
            spill();
            pump();
        }
    }

    /** Writes to the socket; false if that is not possible. */
    private boolean flushDirectly() {
        if (own != null && shared != null) {
            return false;
        }
        ByteBuf bytes = own == null ? shared : own;
        int written = directWriter.write(channel, bytes);
        if (written == DirectWriter.NOT_DONE) {
            return false;
        }
        if (written == bytes.readableBytes()) {
            if (own != null) {
                own.release();
            }
            own = null;
            shared = null;
            return true;
        }
        spill();
        queue.written(written);
        pump();
        return true;
    }

    /**
     * Does a step with this outbox. If it fails, nobody knows what went out, so the socket is
     * closed. Never throws.
     */
    void orAbort(Consumer<Outbox> step) {
        try {
            step.accept(this);
        } catch (Throwable fault) {
            FAULTS.report("a socket could not be written to; it is closed", fault);
            abort();
        }
    }

    /** Sends nothing more and closes the socket, since nobody knows what went out. Never throws. */
    void abort() {
        FAULTS.attempt("bytes that waited for a socket could not be released", this::clear);
        FAULTS.attempt("a socket could not be closed", () -> owner.abort(CloseCode.INTERNAL));
    }

    /** Writes through the channel, which has nothing else; false if that is too much for it. */
    private boolean flushByChannel() {
        if (length(own) + length(shared) > SendQueue.MAX_HANDED) {
            return false;
        }
        boolean areShared = own == null;
        // Taken first, since a write that fails closes the connection, which puts a close frame here.
        ByteBuf first = own;
        ByteBuf second = shared == null ? null : shared.retainedDuplicate();
        own = null;
        shared = null;
        if (first != null) {
            channel.write(first, channel.voidPromise());
        }
        if (second != null) {
            channel.write(second, channel.voidPromise());
        }
        channel.flush();
        waitFor(SendQueue.handedTo(channel), areShared);
        return true;
    }

    private static int length(ByteBuf bytes) {
        return bytes == null ? 0 : bytes.readableBytes();
    }

    /** Changes frames of this turn, and those that wait; not the answer to the handshake. */
    void rewrite(FrameRewriter rewriter) {
        if (shared != null) {
            shared = rewriter.shared(shared);
        }
        if (own != null) {
            rewriter.rewrite(own, own.readerIndex());
        }
        if (queue != null) {
            queue.rewrite(rewriter);
        }
    }

    /** Whether more waits for the socket than the limit, even after a flush. */
    boolean congested() {
        if (queue == null) {
            return false;
        }
        if (!queue.isCongested() && queue.bytes() > owner.maxQueued()) {
            // Much may have been queued in this turn alone.
            flush();
        }
        return queue != null && queue.isCongested();
    }

    /** The same without a flush. */
    boolean isCongested() {
        return queue != null && queue.isCongested();
    }

    /**
     * Bytes that wait for the socket, without some of this turn. Any thread may ask; the value may
     * be slightly old.
     */
    long queued() {
        SendQueue waiting = queue;
        return waiting == null ? 0 : waiting.bytes();
    }

    /** Whether at most half of what may be queued is queued. */
    boolean relieved() {
        return queue == null || !queue.isCongested() && queue.bytes() <= owner.maxQueued() / 2;
    }

    /** Runs the task once, when this is {@linkplain #relieved relieved}. */
    void whenRelieved(Runnable task) {
        if (queue == null) {
            lane.atEndOfTurn(task);
        } else {
            queue.whenRelieved(task);
        }
    }

    /** Hands the channel what waits; called when it may take bytes again. */
    void pump() {
        SendQueue pumped = queue;
        if (pumped != null && !pumped.pump() && queue == pumped) {
            endQueue();
        }
    }

    /** Called every tick while something waits. */
    void tick() {
        SendQueue looked = queue;
        if (looked != null && !looked.tick() && queue == looked) {
            endQueue();
        }
    }

    /** Whether something waits, and the socket took a part of it within the last {@code ticks}. */
    boolean tookWithin(long ticks) {
        return queue != null && queue.tookWithin(ticks);
    }

    /** Closes the socket when it has taken everything. */
    void closeWhenSent() {
        flush();
        if (queue == null) {
            SendQueue.closeWhenWritten(channel);
        } else {
            queue.closeWhenSent();
            pump();
        }
    }

    /** Null if nothing waits. */
    SendQueue queue() {
        return queue;
    }

    /** Drops what waits, but for a frame of which the client has a part. */
    void dropWaiting() {
        if (queue != null) {
            queue.dropWaiting();
        }
    }

    /** Closes the socket at once: memory is short, and this socket would take its bytes last. */
    void cutOff() {
        owner.abort(CloseCode.SLOW);
    }

    /** Called when the socket is closed. */
    void clear() {
        shared = null;
        if (own != null) {
            ByteBuf dropped = own;
            own = null;
            dropped.release();
        }
        if (queue != null) {
            endQueue();
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
            spill();
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

    /** Moves the bytes of this turn into the queue. */
    private void spill() {
        if (own == null && shared == null) {
            return;
        }
        if (queue == null) {
            startQueue(0, true);
        }
        if (own != null) {
            ByteBuf bytes = own;
            own = null;
            queue.addOwn(bytes);
        }
        if (shared != null) {
            ByteBuf frame = shared;
            shared = null;
            queue.addShared(frame);
        }
    }

    /** @param left bytes that the channel still has */
    private void waitFor(long left, boolean areShared) {
        if (left > 0) {
            startQueue(left, areShared);
            pump();
        }
    }

    private void startQueue(long left, boolean areShared) {
        queue = new SendQueue(channel, lane, directWriter, owner, left, areShared);
        lane.startWaiting(this);
    }

    private void endQueue() {
        SendQueue ended = queue;
        queue = null;
        ended.clear();
        lane.stopWaiting(this);
    }
}
