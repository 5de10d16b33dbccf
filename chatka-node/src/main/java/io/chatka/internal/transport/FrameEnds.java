package io.chatka.internal.transport;

import io.netty.buffer.ByteBuf;

/** Where the frames of this server begin and end in a buffer: unmasked (RFC 6455, section 5.2). */
final class FrameEnds {
    /** No buffer holds a longer one. */
    private static final int LONGEST = 1 << 30;

    private FrameEnds() {}

    /**
     * The index behind the frame that begins at this index; -1 if none begins there, or its header is
     * not whole.
     */
    static int after(ByteBuf bytes, int at) {
        int payload = payload(bytes, at);
        if (payload < 0) {
            return -1;
        }
        int code = bytes.getUnsignedByte(at + 1);
        long length = code < 126 ? code : code == 126 ? bytes.getUnsignedShort(at + 2) : bytes.getLong(at + 2);
        return length < 0 || length > LONGEST ? -1 : payload + (int) length;
    }

    /** The index of the payload of the frame that begins at this index; -1 likewise. */
    static int payload(ByteBuf bytes, int at) {
        int readable = bytes.writerIndex() - at;
        if (readable < 2 || !isFirst(bytes.getUnsignedByte(at))) {
            return -1;
        }
        int code = bytes.getUnsignedByte(at + 1);
        int header = code < 126 ? 2 : code == 126 ? 4 : 10;
        return code > 127 || readable < header ? -1 : at + header;
    }

    /** Final frames of the kinds that this server sends, plain or compressed. */
    private static boolean isFirst(int first) {
        int opcode = first & 0x0F;
        return (first & 0xB0) == 0x80 && (opcode == 1 || opcode == 2 || opcode >= 8 && opcode <= 10);
    }

    /**
     * The end of the frame that holds the byte before this index, or the index itself if a frame ends
     * there.
     *
     * @param from where a frame begins
     * @return the end of the bytes if they are no frames
     */
    static int around(ByteBuf bytes, int from, int index) {
        int end = from;
        while (end < index) {
            end = after(bytes, end);
            if (end < 0) {
                return bytes.writerIndex();
            }
        }
        return Math.min(end, bytes.writerIndex());
    }

    /** The last end of a frame up to this index; {@code from} if there is none. */
    static int lastUpTo(ByteBuf bytes, int from, int index) {
        int last = from;
        for (int end = after(bytes, from); end >= 0 && end <= index; end = after(bytes, end)) {
            last = end;
        }
        return last;
    }
}
