package io.chatka.verify.fault;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/**
 * Cuts the bytes of Redis into whole replies (RESP2 and RESP3) and leaves out chosen Pub/Sub
 * messages; the rest is still a valid stream. For one connection.
 */
final class PushFilter {
    private static final byte[] RESP2 = "*3\r\n$7\r\nmessage\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RESP3 = ">3\r\n$7\r\nmessage\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int INCOMPLETE = -1;

    private final Predicate<byte[]> swallow;
    private ByteBuf kept = Unpooled.EMPTY_BUFFER;

    PushFilter(Predicate<byte[]> swallow) {
        this.swallow = swallow;
    }

    /** Takes the buffer, and returns the bytes to pass on; keeps a reply that is not complete. */
    ByteBuf pass(ByteBuf fresh) {
        ByteBuf all = Unpooled.wrappedBuffer(kept, fresh);
        ByteBuf out = Unpooled.buffer(all.readableBytes());
        int at = 0;
        int end = end(all, at);
        while (end != INCOMPLETE) {
            if (!isPush(all, at, end) || !swallow.test(ByteBufUtil.getBytes(all, at, end - at))) {
                out.writeBytes(all, at, end - at);
            }
            at = end;
            end = end(all, at);
        }
        kept = Unpooled.copiedBuffer(all.slice(at, all.readableBytes() - at));
        all.release();
        return out;
    }

    private static boolean isPush(ByteBuf all, int from, int to) {
        return starts(all, from, to, RESP2) || starts(all, from, to, RESP3);
    }

    private static boolean starts(ByteBuf all, int from, int to, byte[] prefix) {
        return to - from > prefix.length
                && ByteBufUtil.equals(all, from, Unpooled.wrappedBuffer(prefix), 0, prefix.length);
    }

    /** Where the reply that begins there ends. */
    private static int end(ByteBuf all, int from) {
        int line = all.indexOf(from, all.writerIndex(), (byte) '\n');
        if (line < 0) {
            return INCOMPLETE;
        }
        int next = line + 1;
        switch (all.getByte(from)) {
            case '$', '=', '!' -> {
                long length = number(all, from + 1, line);
                long last = length < 0 ? next : next + length + 2;
                return last <= all.writerIndex() ? (int) last : INCOMPLETE;
            }
            case '*', '~', '>' -> {
                return items(all, next, number(all, from + 1, line));
            }
            case '%' -> {
                return items(all, next, 2 * number(all, from + 1, line));
            }
            case '|' -> {
                return items(all, next, 2 * number(all, from + 1, line) + 1);
            }
            default -> {
                return next;
            }
        }
    }

    private static int items(ByteBuf all, int from, long count) {
        int at = from;
        for (long i = 0; i < count && at != INCOMPLETE; i++) {
            at = end(all, at);
        }
        return at;
    }

    /** A length; -1 for nothing there. */
    private static long number(ByteBuf all, int from, int line) {
        return Long.parseLong(
                all.toString(from, line - from, StandardCharsets.US_ASCII).trim());
    }
}
