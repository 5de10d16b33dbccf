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
import java.util.ArrayDeque;
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

    /** Bytes that wait: whole frames, but for the rest of a begun one at the front. */
    private static final class Entry {
        ByteBuf bytes;

        /** The buffer that other connections hold as well; null for bytes of this socket alone. */
        ByteBuf root;

        /** Bytes at the front of a frame of which the channel has a part. */
        int begun;

        Entry(ByteBuf bytes, ByteBuf root) {
            this.bytes = bytes;
            this.root = root;
        }

        boolean isShared() {
            return root != null;
        }
    }

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
        if (last != null && !last.isShared() && last.bytes.writableBytes() >= length) {
            // Fills one buffer, rather than many that stay mostly empty.
            last.bytes.writeBytes(bytes);
            bytes.release();
        } else {
            entries.add(new Entry(bytes, null));
        }
        waiting += length;
        ownWaiting += length;
    }

    /** @param frame stays the caller's */
    void addShared(ByteBuf frame) {
        entries.add(new Entry(frame.retainedDuplicate(), frame));
        waiting += frame.readableBytes();
    }

    /** Hands to the channel what it takes. Returns whether anything still waits. */
    boolean pump() {
        if (!pumping) {
            pumping = true;
            try {
                pumpDirectly();
                while (!entries.isEmpty() && channel.isWritable() && !isDirect()) {
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
        while (!entries.isEmpty() && isDirect() && inChannel() == 0) {
            int written = directWriter.write(channel, entries.peek().bytes);
            if (written == DirectWriter.NOT_DONE) {
                // The channel's own write finds out why.
                refused = true;
            } else {
                written(written);
            }
        }
    }

    /**
     * The socket took this number of bytes of the first entry. If that is not all, it is full: the
     * channel gets the rest of the frame that is begun, and tells when the socket has taken it.
     */
    void written(int bytes) {
        Entry first = entries.peek();
        int start = first.bytes.readerIndex();
        int end = FrameEnds.around(first.bytes, start, start + bytes);
        boolean whole = bytes == first.bytes.readableBytes();
        int rest = end - start - bytes;
        first.bytes.skipBytes(bytes);
        moved(first, bytes, 0);
        if (whole) {
            entries.poll().bytes.release();
            return;
        }
        ByteBuf begun;
        if (rest == 0) {
            // Something has to wait in the channel: a frame that says nothing.
            begun = Unpooled.directBuffer(2);
            TextFrames.writePong(begun, Unpooled.EMPTY_BUFFER);
        } else {
            begun = first.bytes.readRetainedSlice(rest);
            moved(first, rest, rest);
            if (!first.bytes.isReadable()) {
                entries.poll().bytes.release();
            }
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

    /** @param toChannel how many of the bytes the channel has */
    private void moved(Entry entry, int bytes, int toChannel) {
        waiting -= bytes;
        handed += bytes;
        if (!entry.isShared()) {
            ownWaiting -= bytes;
            ownHanded += toChannel;
        }
    }

    private void hand() {
        do {
            Entry first = entries.peek();
            int length = first.bytes.readableBytes();
            int most = (int) Math.min(length, Math.max(1, channel.bytesBeforeUnwritable()));
            int part = most == length ? length : wholeFrames(first, most);
            if (part == length) {
                entries.poll();
            }
            moved(first, part, part);
            channel.write(part == length ? first.bytes : first.bytes.readRetainedSlice(part), channel.voidPromise());
        } while (!entries.isEmpty() && channel.isWritable());
    }

    /** As much of the entry as whole frames have in this number of bytes; all these bytes for a longer one. */
    private static int wholeFrames(Entry entry, int most) {
        int start = entry.bytes.readerIndex();
        if (entry.begun > most) {
            entry.begun -= most;
            return most;
        }
        int first = start + entry.begun;
        int cut = FrameEnds.lastUpTo(entry.bytes, first, start + most);
        entry.begun = 0;
        if (cut == start) {
            int end = FrameEnds.after(entry.bytes, start);
            entry.begun = end < 0 ? entry.bytes.readableBytes() - most : end - start - most;
            return most;
        }
        return cut - start;
    }

    /** Changes frames of which the channel has no part. */
    void rewrite(FrameRewriter rewriter) {
        for (Entry entry : entries) {
            if (!entry.isShared()) {
                rewriter.rewrite(entry.bytes, entry.bytes.readerIndex() + entry.begun);
                continue;
            }
            ByteBuf other = rewriter.shared(entry.root);
            if (other == entry.root) {
                continue;
            }
            ByteBuf before = entry.bytes;
            int begin = before.readerIndex();
            if (entry.begun > 0) {
                // The rest of the begun frame stays as it was.
                ByteBuf joined = channel.alloc().directBuffer(before.readableBytes());
                joined.writeBytes(before, begin, entry.begun);
                joined.writeBytes(other, begin + entry.begun, before.readableBytes() - entry.begun);
                entry.bytes = joined;
                entry.root = null;
                ownWaiting += joined.readableBytes();
            } else {
                entry.bytes = other.retainedDuplicate().setIndex(begin, before.writerIndex());
                entry.root = other;
            }
            before.release();
        }
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
        ByteBuf rest = first == null || first.begun == 0 ? null : first.bytes.readRetainedSlice(first.begun);
        clearEntries();
        if (rest != null) {
            Entry begun = new Entry(rest, null);
            begun.begun = rest.readableBytes();
            entries.add(begun);
            waiting = rest.readableBytes();
            ownWaiting = waiting;
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
