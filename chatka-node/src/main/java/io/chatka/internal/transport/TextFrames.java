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

    private TextFrames() {}

    /** Bytes of the whole frame. */
    static int size(byte[] payload) {
        return size(payload.length);
    }

    /** The same for a payload of so many bytes. */
    static int size(int length) {
        return length + (length <= MAX_7_BITS ? 2 : length <= MAX_16_BITS ? 4 : 10);
    }

    static void write(ByteBuf target, byte[] payload) {
        header(target, TEXT, payload.length);
        target.writeBytes(payload);
    }

    /** Of a compressed text (RFC 7692, section 6): the first bytes of the array. */
    static void writeDeflated(ByteBuf target, byte[] payload, int length) {
        header(target, DEFLATED_TEXT, length);
        target.writeBytes(payload, 0, length);
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
