package io.chatka.attacks;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A WebSocket, or a connection before its handshake, that sends any bytes. To loopback only. One
 * thread may write while another reads.
 */
final class RawSocket implements AutoCloseable {
    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int FIN = 0x80;

    private static final int PATIENCE_MILLIS = 15_000;
    private static final AtomicInteger ADDRESSES = new AtomicInteger();

    private final Socket socket = new Socket();
    private final DataInputStream in;

    record Frame(int opcode, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        /** Number and text of a close frame. */
        String reason() {
            return payload.length < 2
                    ? "closed"
                    : ((payload[0] & 0xFF) << 8 | payload[1] & 0xFF) + " "
                            + new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        }
    }

    /** @param receiveBuffer bytes that the kernel may keep for us; 0 for its own choice */
    RawSocket(int port, int receiveBuffer) throws IOException {
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        // Over many addresses of loopback, so that ports do not run out.
        socket.bind(new InetSocketAddress("127.0.1." + (1 + ADDRESSES.incrementAndGet() % 250), 0));
        socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /**
     * With the handshake done. @throws RefusedException if it was answered with another status than
     * 101
     */
    static RawSocket open(int port, String path, int receiveBuffer) throws IOException {
        RawSocket web = new RawSocket(port, receiveBuffer);
        try {
            web.send(handshake(path));
            int status = web.status();
            if (status != 101) {
                throw new RefusedException(status);
            }
            return web;
        } catch (IOException failed) {
            web.close();
            throw failed;
        }
    }

    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1;

        RefusedException(int status) {
            super("HTTP " + status);
        }
    }

    static byte[] handshake(String path) {
        return ascii("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Masked with zeros, which leaves the payload as it is. */
    static byte[] frame(int firstByte, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(firstByte);
        if (payload.length <= 125) {
            frame.write(0x80 | payload.length);
        } else if (payload.length <= 0xFFFF) {
            frame.write(0x80 | 126);
            frame.write(payload.length >>> 8);
            frame.write(payload.length);
        } else {
            throw new IllegalArgumentException("longer than any attack needs");
        }
        frame.writeBytes(new byte[4]);
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    static byte[] repeat(byte[] part, int times) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    void text(String text) throws IOException {
        send(frame(FIN | TEXT, text.getBytes(StandardCharsets.UTF_8)));
    }

    Frame read() throws IOException {
        int opcode = in.readUnsignedByte() & 0x0F;
        int length = in.readUnsignedByte();
        length = length == 126 ? in.readUnsignedShort() : length == 127 ? (int) in.readLong() : length;
        byte[] payload = new byte[length];
        in.readFully(payload);
        return new Frame(opcode, payload);
    }

    /** Reads the head of a response, and its body as far as it has a length; returns the status. */
    int status() throws IOException {
        String line = line();
        int length = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).trim());
            }
        }
        in.readFully(new byte[length]);
        return Integer.parseInt(line.split(" ")[1]);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new java.io.EOFException("in the middle of a response");
            }
            line.append((char) c);
        }
        return line.toString().trim();
    }

    @Override
    public void close() {
        cut();
    }

    /** Ends the connection; may be called by another thread, and again. */
    void cut() {
        try {
            // With a reset: attackers do not wait, and leave no port behind that cannot be used for
            // a minute.
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException closed) {
            // It is closed, as intended.
        }
    }
}
