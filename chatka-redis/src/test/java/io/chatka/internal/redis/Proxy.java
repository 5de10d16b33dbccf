package io.chatka.internal.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * A bad network between a broker and Redis: it can delay subscriptions, swallow everything, and be
 * slow.
 */
final class Proxy implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private volatile int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch subscribesAllowed = new CountDownLatch(0);
    private volatile boolean swallowing;
    private volatile boolean trickling;

    private volatile boolean deaf;

    /** Open when a SUBSCRIBE has arrived and is held here. */
    volatile CountDownLatch subscribeArrived = new CountDownLatch(0);

    Proxy(int target) throws IOException {
        this.target = target;
        thread(this::accept);
    }

    String uri() {
        return "redis://127.0.0.1:" + server.getLocalPort();
    }

    void holdSubscribes() {
        subscribeArrived = new CountDownLatch(1);
        subscribesAllowed = new CountDownLatch(1);
    }

    void releaseSubscribes() {
        subscribesAllowed.countDown();
    }

    /** Closes no connection, but forwards no byte. New connections get no answer either. */
    void cut() {
        swallowing = true;
    }

    /** Connections that were cut stay cut; new ones work. */
    void heal() {
        swallowing = false;
    }

    /** Ends all connections; new ones lead to another port. */
    void moveTo(int other) throws IOException {
        target = other;
        hangUp();
    }

    /** Drops published messages, and forwards everything else. */
    void deafen(boolean on) {
        deaf = on;
    }

    /** Forwards answers of Redis in pieces of 40 bytes, 40 ms apart. */
    void trickle(boolean on) {
        trickling = on;
    }

    @Override
    public void close() {
        releaseSubscribes();
        try {
            server.close();
            hangUp();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void hangUp() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = server.accept();
            Socket redis = connect();
            sockets.addAll(List.of(client, redis));
            thread(() -> pump(client, redis, false));
            thread(() -> pump(redis, client, true));
        }
    }

    /** New connections wait for a Redis that is not there. */
    private Socket connect() throws IOException {
        while (true) {
            try {
                return new Socket(InetAddress.getLoopbackAddress(), target);
            } catch (ConnectException notYet) {
                if (server.isClosed()) {
                    throw notYet;
                }
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private void pump(Socket from, Socket to, boolean answers) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[65_536];
            boolean cut = swallowing;
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                String text = new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
                if (answers && deaf && text.contains("\r\nmessage\r\n")) {
                    continue;
                }
                if (text.contains("\r\nSUBSCRIBE\r\n")) {
                    subscribeArrived.countDown();
                    subscribesAllowed.await();
                }
                cut |= swallowing;
                int written = cut ? length : 0;
                while (answers && trickling && written < length) {
                    int piece = Math.min(40, length - written);
                    out.write(buffer, written, piece);
                    written += piece;
                    Thread.sleep(40);
                }
                out.write(buffer, written, length - written);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void thread(Pumping task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException e) {
                // The connection or the test has ended.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private interface Pumping {
        void run() throws IOException;
    }
}
