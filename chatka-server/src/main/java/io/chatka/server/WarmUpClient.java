package io.chatka.server;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A minimal WebSocket client for {@link WarmUp}: it searches the bytes that it receives for text.
 * Blocks.
 */
final class WarmUpClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 1000;
    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x88;
    private static final int MASKED = 0x80;
    private static final byte[] MASK = {0x2f, 0x5b, 0x31, 0x66};

    private final Socket socket = new Socket();
    private final byte[] buffer = new byte[16 * 1024];
    private String unread = "";

    WarmUpClient(int port, String path) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), PATIENCE_MILLIS);
        send(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nOrigin: http://127.0.0.1:" + port
                        + "\r\nUser-Agent: warm-up\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: chatka.v1\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    /** @param json of ASCII */
    void sendText(String json) throws IOException {
        frame(TEXT, json.getBytes(StandardCharsets.US_ASCII));
    }

    /** Sends a close frame (RFC 6455); {@link #close} without it looks like a lost connection. */
    void sendClose() throws IOException {
        frame(CLOSE, new byte[] {0x03, (byte) 0xe8});
    }

    /**
     * Blocks until the text has come this many times, after the bytes that earlier calls have
     * searched.
     */
    void await(String text, int times) throws IOException {
        int found = 0;
        while (true) {
            int at = unread.indexOf(text);
            while (at >= 0 && found < times) {
                found++;
                unread = unread.substring(at + text.length());
                at = unread.indexOf(text);
            }
            if (found == times) {
                return;
            }
            int count = socket.getInputStream().read(buffer);
            if (count < 0) {
                throw new EOFException("the server closed the connection");
            }
            unread += new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void frame(int firstByte, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 8);
        frame.write(firstByte);
        if (payload.length <= 125) {
            frame.write(MASKED | payload.length);
        } else {
            frame.write(MASKED | 126);
            frame.write(payload.length >>> 8);
            frame.write(payload.length);
        }
        frame.writeBytes(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ MASK[i % MASK.length]);
        }
        send(frame.toByteArray());
    }

    private void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }
}
