package io.chatka.internal.transport;

import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.protocol.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.ssl.SslHandler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes that wait for one socket that does not take everything at once. Exists only while there
 * are any. On the lane only.
 *
 * <p>The channel has at most {@value #MAX_HANDED} of these bytes, encrypted where there is TLS; the
 * rest waits here, as frames that connections share. So a reader that stands still costs its own
 * bytes and little more, with TLS and without.
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

    /** Whether the channel encrypts, and so makes bytes for this socket alone. */
    private final boolean encrypted;

    private final ArrayDeque<Entry> entries = new ArrayDeque<>(4);
    private List<Runnable> whenRelieved = List.of();

    /** Bytes of all entries; {@link #ownWaiting} has those of entries of this socket alone. */
    private long waiting;

    private long ownWaiting;

    /** Bytes of this socket alone that were handed to the channel since it last had none. */
    private long ownHanded;

    /** All bytes ever handed to the channel. */
    private long handed;

    /** What the lane has been told by {@link #count}. */
    private long counted;

    private boolean congested;
    private boolean pumping;
    private boolean closing;

    /** The tick from which slowness is measured, and what the socket had taken by then. */
    private long since;

    private long takenThen;

    /** Bytes that the socket takes in a tick, smoothed. */
    private double pace;

    /** What the socket had taken at the last tick, and the last tick in which it took anything. */
    private long takenAtTick;

    private long tookAt;

    /** @param shared whether other connections hold the same bytes */
    private record Entry(ByteBuf bytes, boolean shared) {}

    /** Whose socket it is. */
    interface Owner {
        /** The most bytes that may wait. */
        int maxQueued();

        /** Ticks after which a socket that does not take enough is too slow. */
        long slowTicks();

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
    SendQueue(Channel channel, NettyLane lane, Owner owner, long left, boolean shared) {
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
        return waiting + inChannel();
    }

    /** Number of buffers that the channel does not have yet. */
    int entries() {
        return entries.size();
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
        int length = bytes.readableBytes();
        Entry last = entries.peekLast();
        if (last != null && !last.shared && last.bytes.writableBytes() >= length) {
            // Fills one buffer, rather than many that stay mostly empty.
            last.bytes.writeBytes(bytes);
            bytes.release();
        } else {
            entries.add(new Entry(bytes, false));
        }
        waiting += length;
        ownWaiting += length;
    }

    /** @param frame stays the caller's */
    void addShared(ByteBuf frame) {
        entries.add(new Entry(frame.retainedDuplicate(), true));
        waiting += frame.readableBytes();
    }

    /** Hands to the channel what it takes. Returns whether anything still waits. */
    boolean pump() {
        if (!pumping) {
            pumping = true;
            try {
                while (!entries.isEmpty() && channel.isWritable()) {
                    hand();
                    channel.flush();
                }
            } finally {
                pumping = false;
            }
        }
        return settle();
    }

    private void hand() {
        do {
            Entry first = entries.peek();
            int length = first.bytes.readableBytes();
            int part = (int) Math.min(length, Math.max(1, channel.bytesBeforeUnwritable()));
            if (part == length) {
                entries.poll();
            }
            waiting -= part;
            handed += part;
            if (!first.shared) {
                ownWaiting -= part;
                ownHanded += part;
            }
            channel.write(part == length ? first.bytes : first.bytes.readRetainedSlice(part), channel.voidPromise());
        } while (!entries.isEmpty() && channel.isWritable());
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
        if (closing && entries.isEmpty()) {
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
        Entry first = entries.peek();
        boolean begun = first != null && first.bytes.readerIndex() > 0;
        if (begun) {
            entries.poll();
        }
        clearEntries();
        if (begun) {
            entries.add(first);
            waiting = first.bytes.readableBytes();
            ownWaiting = first.shared ? 0 : waiting;
        }
    }

    /** Called when the socket is closed. */
    void clear() {
        clearEntries();
        whenRelieved = List.of();
        handed = 0;
        lane.ownBytes(-counted);
        counted = 0;
        if (congested) {
            congested = false;
            lane.congested(-1);
        }
    }

    private void clearEntries() {
        entries.forEach(entry -> entry.bytes.release());
        entries.clear();
        waiting = 0;
        ownWaiting = 0;
    }

    /** Tells the lane how many bytes belong to this socket alone. */
    private void count() {
        long inChannel = inChannel();
        if (inChannel == 0) {
            ownHanded = 0;
        }
        long own = ownWaiting + (encrypted ? inChannel : Math.min(inChannel, ownHanded));
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
