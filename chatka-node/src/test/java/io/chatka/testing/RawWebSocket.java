package io.chatka.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chatka.Patience;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/**
 * A hand-made WebSocket client that can break every rule: it sends any bytes, and shows the
 * server's frames as they are.
 */
public final class RawWebSocket implements AutoCloseable {
    public static final int CONTINUATION = 0x0;
    public static final int TEXT = 0x1;
    public static final int BINARY = 0x2;
    public static final int CLOSE = 0x8;
    public static final int PING = 0x9;
    public static final int PONG = 0xA;

    /** Set on the first frame of a compressed message. */
    public static final int RSV1 = 0x40;

    /** Set on the last frame of a message. */
    public static final int FIN = 0x80;

    /** The close code if the socket ends without a close frame, as browsers report it. */
    public static final int NO_CLOSE_FRAME = 1006;

    private static final int PATIENCE_MILLIS = (int) Patience.LONGEST.toMillis();
    private static final int MASKED = 0x80;
    private static final byte[] MASK = {0x12, 0x34, 0x56, 0x78};
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Socket socket = new Socket();
    private final DataInputStream in;

    /** A frame of the server. */
    public record Frame(int opcode, boolean compressed, byte[] payload) {
        public int closeCode() {
            return payload.length < 2 ? 1005 : (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
        }

        /** The text of a close frame. */
        public String closeText() {
            return payload.length < 2 ? "" : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        }

        public JsonNode json() throws IOException {
            return JSON.readTree(payload);
        }
    }

    private RawWebSocket(String from, int port, int receiveBuffer) throws IOException {
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        if (from != null) {
            socket.bind(new InetSocketAddress(from, 0));
        }
        socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /** Only the socket; nothing is sent yet. */
    public static RawWebSocket socket(int port) throws IOException {
        return new RawWebSocket(null, port, 0);
    }

    /** The same from an address of this machine. */
    public static RawWebSocket socketFrom(String address, int port) throws IOException {
        return new RawWebSocket(address, port, 0);
    }

    /** With the opening handshake done. */
    public static RawWebSocket open(int port, String path) throws IOException {
        return open(port, path, 0);
    }

    /** @param receiveBuffer bytes that the kernel may keep for us, 0 for its own choice */
    public static RawWebSocket open(int port, String path, int receiveBuffer) throws IOException {
        RawWebSocket web = new RawWebSocket(null, port, receiveBuffer);
        web.send(handshake(path));
        HttpAnswer answer = web.answer();
        if (answer.status() != 101) {
            web.close();
            throw new AssertionError("the handshake was answered with " + answer);
        }
        return web;
    }

    /** The request of a good handshake. */
    public static String handshake(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    }

    public void send(String latin1) throws IOException {
        send(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Sends bytes; false if the server has closed the socket. */
    public boolean sendIfOpen(byte[] bytes) {
        try {
            send(bytes);
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    public void text(String text) throws IOException {
        send(frame(FIN | TEXT, text.getBytes(StandardCharsets.UTF_8)));
    }

    /** A masked frame whose length is encoded in the shortest way. */
    public static byte[] frame(int firstByte, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(firstByte);
        if (payload.length <= 125) {
            frame.write(MASKED | payload.length);
        } else if (payload.length <= 0xFFFF) {
            frame.write(MASKED | 126);
            frame.write(payload.length >>> 8);
            frame.write(payload.length);
        } else {
            frame.write(MASKED | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >>> shift));
            }
        }
        frame.writeBytes(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ MASK[i % MASK.length]);
        }
        return frame.toByteArray();
    }

    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    public static byte[] bytes(int... bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        IntStream.of(bytes).forEach(out::write);
        return out.toByteArray();
    }

    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    public static byte[] repeat(byte[] part, int times) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** The next frame. */
    public Frame read() throws IOException {
        int first = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = Math.toIntExact(in.readLong());
        }
        byte[] payload = new byte[length];
        in.readFully(payload);
        return new Frame(first & 0x0F, (first & RSV1) != 0, payload);
    }

    /** The next text frame, which has to be of this type. */
    public JsonNode read(String type) throws IOException {
        JsonNode json = read().json();
        if (!json.path("type").asText().equals(type)) {
            throw new AssertionError("instead of " + type + " came " + json);
        }
        return json;
    }

    /** Reads up to the end, and returns the code of the close frame, or 1006 if there was none. */
    public int closeCode() throws IOException {
        Frame close = closeFrame();
        return close == null ? NO_CLOSE_FRAME : close.closeCode();
    }

    /** Reads up to the close frame and returns it, or null if the socket ended without one. */
    public Frame closeFrame() throws IOException {
        try {
            while (true) {
                Frame frame = read();
                if (frame.opcode == CLOSE) {
                    return frame;
                }
            }
        } catch (EOFException | SocketException ended) {
            return null;
        }
    }

    /** Reads the head of an HTTP response, and its body if it has a length. */
    public HttpAnswer answer() throws IOException {
        return HttpAnswer.read(in);
    }

    /** Waits for the server to end the connection; false if it sends something instead. */
    public boolean ended() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    /** Ends the connection with a reset (RST), without a close frame. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Closes the sending side, and can still read. */
    public void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
