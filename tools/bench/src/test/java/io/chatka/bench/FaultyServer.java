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
    private final Speech speech;
    private final Fault fault;
    /** Guarded by this: the room that was joined last, its members and its order. */
    private final List<OutputStream> members = new ArrayList<>();

    private String room = "";
    private long seq;

    FaultyServer(Speech speech, Fault fault) throws IOException {
        this.speech = speech;
        this.fault = fault;
        thread(this::accept);
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
        OutputStream out = socket.getOutputStream();
        send(out, speech.greeting());
        String path = speech.room(request.split(" ", 3)[1]);
        if (path != null) {
            join(path, out);
        }
        while (in.readUnsignedByte() == 0x81) {
            heard(payload(in), out);
        }
        socket.close();
    }

    private void heard(String frame, OutputStream out) throws IOException {
        String asked = speech.room(frame);
        String text = speech.text(frame);
        if (asked != null) {
            join(asked, out);
        } else if (text != null) {
            say(text);
        } else {
            send(out, speech.answer(frame));
        }
    }

    private synchronized void join(String name, OutputStream out) throws IOException {
        if (!name.equals(room)) {
            room = name;
            seq = 0;
            members.clear();
        }
        members.add(out);
        send(out, speech.joined());
    }

    private synchronized void say(String text) throws IOException {
        seq++;
        for (int i = 0; i < members.size(); i++) {
            send(members.get(i), fault.sent(i, seq, text));
        }
    }

    private static void send(OutputStream out, List<String> texts) throws IOException {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (String text : texts) {
            byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
            frames.write(0x81);
            frames.write(126);
            frames.write(payload.length >> 8);
            frames.write(payload.length);
            frames.writeBytes(payload);
        }
        out.write(frames.toByteArray());
    }

    private static String head(DataInputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    private static String payload(DataInputStream in) throws IOException {
        int length = in.readUnsignedByte() & 0x7f;
        length = length == 126 ? in.readUnsignedShort() : length;
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes(length);
        for (int i = 0; i < length; i++) {
            payload[i] ^= mask[i & 3];
        }
        return new String(payload, StandardCharsets.US_ASCII);
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
