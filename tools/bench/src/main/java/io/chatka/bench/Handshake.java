package io.chatka.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.CorruptedFrameException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/** The opening handshake of one connection (RFC 6455, section 4). */
final class Handshake {
    private static final int MAX_RESPONSE = 16 * 1024;
    private static final ByteBuf END =
            Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("\r\n\r\n", StandardCharsets.US_ASCII));

    private final String key;
    private ByteBuf response = Unpooled.EMPTY_BUFFER;

    /** The server's answer is not 101. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int status;

        Refused(int status, String reason) {
            super(reason, null, false, false);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    Handshake() {
        byte[] nonce = new byte[16];
        ThreadLocalRandom.current().nextBytes(nonce);
        key = Base64.getEncoder().encodeToString(nonce);
    }

    ByteBuf request(Target target, String room) {
        String subprotocol = target.dialect().subprotocol();
        return Unpooled.copiedBuffer(
                "GET " + target.pathOf(room) + " HTTP/1.1\r\nHost: " + target.authority()
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
                        + (subprotocol == null ? "" : "\r\nSec-WebSocket-Protocol: " + subprotocol)
                        + "\r\nSec-WebSocket-Key: " + key + "\r\n\r\n",
                StandardCharsets.US_ASCII);
    }

    /**
     * Takes more of the response; true when all of it has come. What follows it stays in the buffer.
     *
     * @throws Refused if the answer is no
     */
    boolean read(ByteBuf in) {
        ByteBuf all = Unpooled.wrappedBuffer(response, in.retainedSlice());
        int end = ByteBufUtil.indexOf(END, all);
        if (end < 0) {
            response = Unpooled.copiedBuffer(all);
            in.skipBytes(in.readableBytes());
            all.release();
            if (response.readableBytes() > MAX_RESPONSE) {
                throw new CorruptedFrameException("the answer to the handshake does not end");
            }
            return false;
        }
        String head = all.toString(all.readerIndex(), end, StandardCharsets.US_ASCII);
        in.skipBytes(end + 4 - response.readableBytes());
        all.release();
        check(head);
        return true;
    }

    private void check(String head) {
        String[] lines = head.split("\r\n");
        String[] status = lines[0].split(" ", 3);
        if (status.length < 2 || !status[0].startsWith("HTTP/1.")) {
            throw new CorruptedFrameException("the answer to the handshake is no HTTP");
        }
        if (!"101".equals(status[1])) {
            throw new Refused(status[1].matches("\\d{3}") ? Integer.parseInt(status[1]) : 0, lines[0].trim());
        }
        for (String line : lines) {
            if (line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-accept:")
                    && line.substring(line.indexOf(':') + 1).trim().equals(accept())) {
                return;
            }
        }
        throw new CorruptedFrameException("the handshake was answered with a wrong Sec-WebSocket-Accept");
    }

    private String accept() {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            byte[] salted = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
            return Base64.getEncoder().encodeToString(sha1.digest(salted));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
