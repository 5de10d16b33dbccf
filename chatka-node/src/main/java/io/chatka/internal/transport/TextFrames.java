package io.chatka.internal.transport;

import io.netty.buffer.ByteBuf;

/** Writes unmasked, unfragmented WebSocket frames (RFC 6455, section 5.2). */
final class TextFrames {
    private static final int TEXT = 0x81;
    private static final int DEFLATED_TEXT = 0xC1;
    private static final int CLOSE = 0x88;
    private static final int PING = 0x89;
    private static final int PONG = 0x8A;
    private static final int MAX_7_BITS = 125;
    private static final int MAX_16_BITS = 0xFFFF;

    /** Bytes of the header of a stored block (RFC 1951, section 3.2.4). */
    static final int STORED_BLOCK = 5;

    private TextFrames() {}

    /** Bytes of the whole frame. */
    static int size(byte[] payload) {
        return size(payload.length);
    }

    /** Bytes of a frame whose payload has this length. */
    static int size(int length) {
        return length + (length <= MAX_7_BITS ? 2 : length <= MAX_16_BITS ? 4 : 10);
    }

    static void write(ByteBuf target, byte[] payload) {
        header(target, TEXT, payload.length);
        target.writeBytes(payload);
    }

    /** One text of two parts. */
    static void write(ByteBuf target, byte[] begin, byte[] rest) {
        header(target, TEXT, begin.length + rest.length);
        target.writeBytes(begin).writeBytes(rest);
    }

    /**
     * A compressed text whose beginning is stored as it is, in a block of its own (RFC 1951,
     * section 3.2.4): so the rest can be compressed once for texts that begin differently.
     */
    static void writeDeflated(ByteBuf target, byte[] begin, byte[] deflatedRest) {
        header(target, DEFLATED_TEXT, STORED_BLOCK + begin.length + deflatedRest.length);
        target.writeByte(0).writeShortLE(begin.length).writeShortLE(~begin.length);
        target.writeBytes(begin).writeBytes(deflatedRest);
    }

    /** Writes a compressed text (RFC 7692, section 6): the first bytes of the array. */
    static void writeDeflated(ByteBuf target, byte[] payload, int length) {
        header(target, DEFLATED_TEXT, length);
        target.writeBytes(payload, 0, length);
    }

    /**
     * Writes pongs up to the end of the buffer's capacity.
     *
     * @throws IllegalStateException if one byte is left, which no frame fills
     */
    static void fillWithPongs(ByteBuf target) {
        for (int left = target.writableBytes(); left > 0; left = target.writableBytes()) {
            if (left == 1) {
                throw new IllegalStateException("no frame has one byte");
            }
            int length = Math.min(left - 2, MAX_7_BITS);
            // Not all but one byte.
            length = left - 2 - length == 1 ? length - 1 : length;
            header(target, PONG, length);
            target.writeZero(length);
        }
    }

    /** @param text at most 123 bytes of ASCII */
    static void writeClose(ByteBuf target, int code, byte[] text) {
        header(target, CLOSE, 2 + text.length);
        target.writeShort(code).writeBytes(text);
    }

    static void writeEmptyClose(ByteBuf target) {
        header(target, CLOSE, 0);
    }

    /** Without payload. */
    static void writePing(ByteBuf target) {
        header(target, PING, 0);
    }

    /** @param payload read up to its end; at most 125 bytes */
    static void writePong(ByteBuf target, ByteBuf payload) {
        header(target, PONG, payload.readableBytes());
        target.writeBytes(payload);
    }

    private static void header(ByteBuf target, int opcode, int length) {
        target.writeByte(opcode);
        if (length <= MAX_7_BITS) {
            target.writeByte(length);
        } else if (length <= MAX_16_BITS) {
            target.writeByte(126).writeShort(length);
        } else {
            target.writeByte(127).writeLong(length);
        }
    }
}
