package io.chatka.bench;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A chat server of the simplest kind, with a fault that a test chooses. One thread a connection. */
final class FaultyServer implements AutoCloseable {
    /** Says what a member is sent when a message gets its place; the members of a room are numbered from 0. */
    @FunctionalInterface
    interface Fault {
        List<String> sent(int member, long seq, String text);
    }

    private final ServerSocket listener = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
    private final Fault fault;
    /** Guarded by this: the room that was joined last, its members and its order. */
    private final List<OutputStream> members = new ArrayList<>();

    private String room = "";
    private long seq;

    FaultyServer(Fault fault) throws IOException {
        this.fault = fault;
        thread(this::accept);
    }

    static String message(long seq, String text) {
        return "{\"type\":\"message\",\"seq\":" + seq + ",\"at\":0,\"room\":\"r\",\"text\":\"" + text + "\"}";
    }

    String url() {
        return "ws://127.0.0.1:" + listener.getLocalPort();
    }

    private void accept() throws IOException {
        while (!listener.isClosed()) {
            Socket socket = listener.accept();
            thread(() -> serve(socket));
        }
    }

    private void serve(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        String request = head(in);
        String key = request.replaceAll("(?s).*Sec-WebSocket-Key: (\\S+).*", "$1");
        String answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + accept(key) + "\r\n\r\n";
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        join(request.split(" ", 3)[1], socket.getOutputStream());
        while (in.readUnsignedByte() == 0x81) {
            say(text(in));
        }
        socket.close();
    }

    private synchronized void join(String path, OutputStream out) throws IOException {
        if (!path.equals(room)) {
            room = path;
            seq = 0;
            members.clear();
        }
        members.add(out);
        send(out, "{\"type\":\"joined\",\"room\":\"r\",\"epoch\":\"e\",\"seq\":0,\"recovered\":false,\"members\":1}");
    }

    private synchronized void say(String text) throws IOException {
        seq++;
        for (int i = 0; i < members.size(); i++) {
            for (String frame : fault.sent(i, seq, text)) {
                send(members.get(i), frame);
            }
        }
    }

    private static void send(OutputStream out, String json) throws IOException {
        byte[] payload = json.getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x81);
        frame.write(126);
        frame.write(payload.length >> 8);
        frame.write(payload.length);
        frame.writeBytes(payload);
        out.write(frame.toByteArray());
    }

    private static String head(DataInputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    /** The text of a {@code say}. */
    private static String text(DataInputStream in) throws IOException {
        int length = in.readUnsignedByte() & 0x7f;
        length = length == 126 ? in.readUnsignedShort() : length;
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes(length);
        for (int i = 0; i < length; i++) {
            payload[i] ^= mask[i & 3];
        }
        String json = new String(payload, StandardCharsets.US_ASCII);
        return json.substring(json.indexOf('~'), json.lastIndexOf('"'));
    }

    private static String accept(String key) {
        try {
            byte[] salted = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(salted));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void thread(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException closed) {
                // the other side has gone, or the test is over
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
