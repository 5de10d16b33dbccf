package io.chatka.internal.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayDeque;

/**
 * The frames that wait for one socket, in order: those of this socket alone, and those that others
 * hold as well. All are whole, but for the rest of a begun one at the front. On the lane only.
 */
final class WaitingFrames {
    private final ArrayDeque<Entry> entries = new ArrayDeque<>(4);

    /** Bytes of all entries, and of those of this socket alone. */
    private long bytes;

    private long own;

    /** One buffer. */
    static final class Entry {
        private ByteBuf bytes;

        /** The buffer that other connections hold as well; null for bytes of this socket alone. */
        private ByteBuf root;

        /** Bytes at the front of a frame of which the channel has a part. */
        private int begun;

        private Entry(ByteBuf bytes, ByteBuf root) {
            this.bytes = bytes;
            this.root = root;
        }

        ByteBuf bytes() {
            return bytes;
        }

        boolean isShared() {
            return root != null;
        }
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Number of buffers. */
    int size() {
        return entries.size();
    }

    long bytes() {
        return bytes;
    }

    /** Bytes of this socket alone. */
    long own() {
        return own;
    }

    /** Adds bytes of this socket alone, which belong to this from now on. */
    void addOwn(ByteBuf added) {
        int length = added.readableBytes();
        Entry last = entries.peekLast();
        if (last != null && !last.isShared() && last.bytes.writableBytes() >= length) {
            // Fills one buffer, rather than many that stay mostly empty.
            last.bytes.writeBytes(added);
            added.release();
        } else {
            entries.add(new Entry(added, null));
        }
        bytes += length;
        own += length;
    }

    /** @param frame stays the caller's */
    void addShared(ByteBuf frame) {
        entries.add(new Entry(frame.retainedDuplicate(), frame));
        bytes += frame.readableBytes();
    }

    /** Null if there is none. */
    Entry first() {
        return entries.peek();
    }

    /** The first entry's next bytes, which the caller has to release. */
    ByteBuf take(int length) {
        Entry first = entries.peek();
        count(first, length);
        if (length < first.bytes.readableBytes()) {
            return first.bytes.readRetainedSlice(length);
        }
        return entries.poll().bytes;
    }

    /** The socket has the first entry's next bytes. */
    void skip(int length) {
        Entry first = entries.peek();
        count(first, length);
        first.bytes.skipBytes(length);
        if (!first.bytes.isReadable()) {
            entries.poll().bytes.release();
        }
    }

    private void count(Entry entry, int taken) {
        bytes -= taken;
        own -= entry.isShared() ? 0 : taken;
    }

    /**
     * How many of the first entry's bytes to take so that whole frames remain: at most this number,
     * and all of these for a longer frame.
     */
    int wholeFrames(int most) {
        Entry first = entries.peek();
        int length = first.bytes.readableBytes();
        if (length <= most) {
            return length;
        }
        if (first.begun > most) {
            first.begun -= most;
            return most;
        }
        int start = first.bytes.readerIndex();
        int cut = FrameEnds.lastUpTo(first.bytes, start + first.begun, start + most);
        first.begun = 0;
        if (cut > start) {
            return cut - start;
        }
        int end = FrameEnds.after(first.bytes, start);
        first.begun = end < 0 ? length - most : end - start - most;
        return most;
    }

    /** Changes frames of which the channel has no part. */
    void rewrite(Channel channel, FrameRewriter rewriter) {
        for (Entry entry : entries) {
            int begin = entry.bytes.readerIndex();
            if (!entry.isShared()) {
                rewriter.rewrite(entry.bytes, begin + entry.begun);
                continue;
            }
            ByteBuf other = rewriter.shared(entry.root);
            if (other == entry.root) {
                continue;
            }
            ByteBuf before = entry.bytes;
            if (entry.begun > 0) {
                // The rest of the begun frame stays as it was.
                int length = before.readableBytes();
                entry.bytes = channel.alloc().directBuffer(length);
                entry.bytes.writeBytes(before, begin, entry.begun);
                entry.bytes.writeBytes(other, begin + entry.begun, length - entry.begun);
                entry.root = null;
                own += length;
            } else {
                entry.bytes = other.retainedDuplicate().setIndex(begin, before.writerIndex());
                entry.root = other;
            }
            before.release();
        }
    }

    /** Drops all but the rest of a begun frame. */
    void dropWhole() {
        Entry first = entries.peek();
        ByteBuf rest = first == null || first.begun == 0 ? null : first.bytes.readRetainedSlice(first.begun);
        clear();
        if (rest != null) {
            Entry begun = new Entry(rest, null);
            begun.begun = rest.readableBytes();
            entries.add(begun);
            bytes = begun.begun;
            own = begun.begun;
        }
    }

    void clear() {
        entries.forEach(entry -> entry.bytes.release());
        entries.clear();
        bytes = 0;
        own = 0;
    }
}
