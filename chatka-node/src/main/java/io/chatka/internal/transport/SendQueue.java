package io.chatka.internal.transport;

import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.protocol.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes that wait for one socket that does not take everything at once. Exists only while there
 * are any. On the lane only.
 *
 * <p>The rest waits here, as frames that connections share, so a reader that stands still costs its
 * own bytes and little more, with TLS and without. Where bytes go straight to the socket, the channel
 * has only the rest of a frame that the socket has begun; otherwise it has at most {@value
 * #MAX_HANDED} bytes, encrypted where there is TLS. What waits here can still be {@linkplain
 * #rewrite changed}.
 */
final class SendQueue {
    private static final FaultLog FAULTS = FaultLog.of(SendQueue.class);

    /** Bytes that the channel has at a time: enough for a write to be worth its system call. */
    static final int MAX_HANDED = 64 * 1024;

    /**
     * A congested connection is slow if it takes less than one in this number of the bytes that may
     * be queued, within {@link Owner#slowTicks}.
     */
    private static final int PROGRESS_PART = 4;

    private final Channel channel;
    private final NettyLane lane;
    private final Owner owner;
    private final DirectWriter directWriter;

    /** Whether the channel encrypts, and so makes bytes for this socket alone. */
    private final boolean encrypted;

    private final WaitingFrames waiting = new WaitingFrames();
    private List<Runnable> whenRelieved = List.of();

    /** Bytes of this socket alone that were handed to the channel since it last had none. */
    private long ownHanded;

    /** All bytes ever handed to the channel. */
    private long handed;

    /** What the lane has been told by {@link #count}. */
    private long counted;

    private boolean congested;
    private boolean pumping;
    private boolean closing;

    /** The socket could not be written to directly. */
    private boolean refused;

    /** The tick from which slowness is measured, and what the socket had taken by then. */
    private long since;

    private long takenThen;

    /** Bytes that the socket takes in a tick, smoothed. */
    private double pace;

    /** What the socket had taken at the last tick, and the last tick in which it took anything. */
    private long takenAtTick;

    private long tookAt;

    /** Whose socket it is. */
    interface Owner {
        /** The most bytes that may wait. */
        int maxQueued();

        /** Ticks after which a socket that does not take enough is too slow. */
        long slowTicks();

        /** The socket has taken what the channel had. */
        void onTaken();

        /** More bytes wait than the limit. */
        void onCongested();

        /** At most half of the limit waits again. */
        void onRelieved();

        /** The socket has been congested for too long, and took too little meanwhile. */
        void onTooSlow();

        /** Closes the socket at once: nothing more may go out, not even a close frame. */
        void abort(CloseCode why);
    }

    /** @param left bytes that the channel has already, of this socket alone or not */
    SendQueue(Channel channel, NettyLane lane, DirectWriter directWriter, Owner owner, long left, boolean shared) {
        this.directWriter = directWriter;
        this.channel = channel;
        this.lane = lane;
        this.owner = owner;
        this.encrypted = channel.pipeline().get(SslHandler.class) != null;
        this.handed = left;
        this.ownHanded = shared ? 0 : left;
        this.tookAt = lane.wheel().now();
        count();
    }

    /**
     * Bytes that wait, here and in the channel. Any thread may ask; the value may be slightly old.
     */
    long bytes() {
        return waiting.bytes() + inChannel();
    }

    /** Number of buffers that the channel does not have yet. */
    int entries() {
        return waiting.size();
    }

    boolean isCongested() {
        return congested;
    }

    /** Bytes that the socket has taken since this was made. */
    long taken() {
        return handed - inChannel();
    }

    /** Adds bytes of this socket alone, which are this queue's from now on. */
    void addOwn(ByteBuf bytes) {
        waiting.addOwn(bytes);
    }

    /** @param frame stays the caller's */
    void addShared(ByteBuf frame) {
        waiting.addShared(frame);
    }

    /** Hands to the channel what it takes. Returns whether anything still waits. */
    boolean pump() {
        if (!pumping) {
            pumping = true;
            try {
                pumpDirectly();
                while (!waiting.isEmpty() && channel.isWritable() && !isDirect()) {
                    hand();
                    channel.flush();
                }
            } finally {
                pumping = false;
            }
        }
        return settle();
    }

    /** Whether bytes go straight to the socket, and the channel only helps to wait for it. */
    private boolean isDirect() {
        return directWriter != DirectWriter.NONE && !encrypted && !refused;
    }

    private void pumpDirectly() {
        while (!waiting.isEmpty() && isDirect() && inChannel() == 0) {
            int written = directWriter.write(channel, waiting.first().bytes());
            if (written == DirectWriter.NOT_DONE) {
                // The channel's own write finds out why.
                refused = true;
            } else {
                written(written);
            }
        }
    }

    /**
     * The socket took this number of bytes of the first buffer that waits. If that is not all, it is
     * full: the channel gets the rest of the frame that is begun, and tells when the socket has taken
     * it.
     */
    void written(int bytes) {
        WaitingFrames.Entry first = waiting.first();
        int start = first.bytes().readerIndex();
        int length = first.bytes().readableBytes();
        int rest = FrameEnds.around(first.bytes(), start, start + bytes) - start - bytes;
        handed += bytes + rest;
        ownHanded += first.isShared() ? 0 : rest;
        waiting.skip(bytes);
        if (bytes == length) {
            return;
        }
        ByteBuf begun;
        if (rest == 0) {
            // Something has to wait in the channel: a frame that says nothing.
            begun = Unpooled.directBuffer(2);
            TextFrames.writePong(begun, Unpooled.EMPTY_BUFFER);
        } else {
            begun = waiting.take(rest);
        }
        channel.writeAndFlush(begun).addListener(this::onWritten);
    }

    private void onWritten(Future<?> written) {
        if (written.isSuccess()) {
            owner.onTaken();
        } else if (channel.isActive()) {
            // Later frames would hide the hole.
            FAULTS.report("a frame could not be written; its connection is cut off", written.cause());
            owner.abort(CloseCode.INTERNAL);
        }
    }

    private void hand() {
        do {
            boolean own = !waiting.first().isShared();
            int part = waiting.wholeFrames((int) Math.max(1, Math.min(MAX_HANDED, channel.bytesBeforeUnwritable())));
            handed += part;
            ownHanded += own ? part : 0;
            channel.write(waiting.take(part), channel.voidPromise());
        } while (!waiting.isEmpty() && channel.isWritable());
    }

    /** Changes frames of which the channel has no part. */
    void rewrite(FrameRewriter rewriter) {
        waiting.rewrite(channel, rewriter);
        count();
    }

    /** Updates the state after bytes have moved. Returns whether anything still waits. */
    private boolean settle() {
        count();
        long bytes = bytes();
        long most = owner.maxQueued();
        if (!congested && bytes > most) {
            congested = true;
            since = lane.wheel().now();
            takenThen = taken();
            lane.congested(1);
            owner.onCongested();
        } else if (congested && bytes <= most / 2) {
            congested = false;
            lane.congested(-1);
            owner.onRelieved();
        }
        if (closing && waiting.isEmpty()) {
            closing = false;
            closeWhenWritten(channel);
        }
        if (bytes <= most / 2 && !whenRelieved.isEmpty()) {
            List<Runnable> tasks = whenRelieved;
            whenRelieved = List.of();
            tasks.forEach(task -> FAULTS.attempt("a task that waited for a socket to take bytes failed", task));
        }
        return bytes() != 0;
    }

    /** Runs the task once, when at most half of what may be queued is queued. */
    void whenRelieved(Runnable task) {
        if (whenRelieved.isEmpty()) {
            whenRelieved = new ArrayList<>(1);
        }
        whenRelieved.add(task);
    }

    /** Called every tick. Returns whether anything still waits. */
    boolean tick() {
        long taken = taken();
        pace += (taken - takenAtTick - pace) / 4;
        if (taken > takenAtTick) {
            tookAt = lane.wheel().now();
        }
        takenAtTick = taken;
        if (!pump()) {
            return false;
        }
        if (congested && lane.wheel().now() - since >= owner.slowTicks()) {
            if (taken() - takenThen >= owner.maxQueued() / PROGRESS_PART) {
                since = lane.wheel().now();
                takenThen = taken();
            } else {
                owner.onTooSlow();
            }
        }
        return true;
    }

    /** Whether the socket took anything within the last {@code ticks}. */
    boolean tookWithin(long ticks) {
        return lane.wheel().now() - tookAt <= ticks;
    }

    /** Ticks that the socket needs for what waits, at its present pace. */
    double ticksToGo() {
        return bytes() / (Math.max(0, pace) + 1);
    }

    /** Closes the socket when it has taken all that waits now. */
    void closeWhenSent() {
        closing = true;
    }

    static void closeWhenWritten(Channel channel) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Drops what the channel does not have yet, but for a frame that it has a part of. */
    void dropWaiting() {
        waiting.dropWhole();
    }

    /** Called when the socket is closed. */
    void clear() {
        waiting.clear();
        whenRelieved = List.of();
        handed = 0;
        lane.ownBytes(-counted);
        counted = 0;
        if (congested) {
            congested = false;
            lane.congested(-1);
        }
    }

    /** Tells the lane how many bytes belong to this socket alone. */
    private void count() {
        long inChannel = inChannel();
        if (inChannel == 0) {
            ownHanded = 0;
        }
        long own = waiting.own() + (encrypted ? inChannel : Math.min(inChannel, ownHanded));
        if (own != counted) {
            lane.ownBytes(own - counted);
            counted = own;
        }
    }

    private long inChannel() {
        return handedTo(channel);
    }

    /** Bytes that the channel has, and the socket has not. */
    static long handedTo(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }
}
