package io.chatka.tools;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * One HTTP request as an orchestrator's probe makes it: on a connection of its own, with a deadline
 * for all of it.
 */
final class Asking {
    private Asking() {}

    static Answer ask(InetSocketAddress address, String path, long deadlineMillis) {
        long started = System.nanoTime();
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        try (Socket socket = new Socket()) {
            socket.connect(address, (int) deadlineMillis);
            socket.getOutputStream().write(request(path));
            InputStream in = socket.getInputStream();
            byte[] part = new byte[8_192];
            for (int length = 0; length >= 0; length = in.read(part)) {
                got.write(part, 0, length);
                socket.setSoTimeout((int) Math.max(1, deadlineMillis - millisSince(started)));
            }
        } catch (IOException late) {
            return new Answer(0, late.toString(), millisSince(started));
        }
        String text = got.toString(StandardCharsets.UTF_8);
        int body = text.indexOf("\r\n\r\n");
        long millis = millisSince(started);
        if (!text.startsWith("HTTP/1.1 ") || body < 0 || millis > deadlineMillis) {
            return new Answer(0, text, millis);
        }
        return new Answer(Integer.parseInt(text.substring(9, 12)), text.substring(body + 4), millis);
    }

    private static byte[] request(String path) {
        return ("GET " + path + " HTTP/1.1\r\nHost: chatka\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static long millisSince(long started) {
        return (System.nanoTime() - started) / 1_000_000;
    }
}
