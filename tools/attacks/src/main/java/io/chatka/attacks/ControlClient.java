package io.chatka.attacks;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;

/**
 * An honest client that asks for an answer 50 times a second, says something every two seconds, and
 * keeps count.
 */
final class ControlClient implements AutoCloseable {
    private static final long EVERY_NANOS = 20_000_000;
    private static final int SAY_EVERY = 100;
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private final RawSocket socket;
    private final AtomicReference<Histogram> latencies = new AtomicReference<>(fresh());
    private volatile String trouble;
    private volatile boolean ended;

    ControlClient(int port) throws IOException {
        socket = RawSocket.open(port, "/ws/control", 0);
        start("control-reads", this::read);
        start("control-asks", this::ask);
    }

    private static Histogram fresh() {
        return new SynchronizedHistogram(60_000_000_000L, 3);
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * The times of all answers since it was last called, from when each question should have been
     * asked, in ns.
     */
    Histogram take() {
        return latencies.getAndSet(fresh());
    }

    /**
     * Whether answers still come, and have not merely stopped; waits for one, for half a minute at
     * most.
     */
    boolean isAnswered() throws InterruptedException {
        Histogram later = fresh();
        latencies.set(later);
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (later.getTotalCount() == 0 && System.nanoTime() < until) {
            Thread.sleep(10);
        }
        return later.getTotalCount() > 0;
    }

    /** The first fault, or null. */
    String trouble() {
        return trouble;
    }

    private void ask() {
        try {
            long due = System.nanoTime();
            for (int i = 1; !ended; i++) {
                due += EVERY_NANOS;
                long wait = due - System.nanoTime();
                if (wait > 0) {
                    Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
                }
                socket.text("{\"type\":\"ping\",\"id\":" + due + "}");
                if (i % SAY_EVERY == 0) {
                    socket.text("{\"type\":\"say\",\"text\":\"still here\"}");
                }
            }
        } catch (IOException | InterruptedException failed) {
            report("could not send: " + failed.getMessage());
        }
    }

    private void read() {
        try {
            long seq = 0;
            while (true) {
                RawSocket.Frame frame = socket.read();
                String text = frame.text();
                if (frame.opcode() == RawSocket.CLOSE) {
                    report("was closed: " + frame.reason());
                    return;
                } else if (text.startsWith("{\"type\":\"pong\"")) {
                    latencies.get().recordValue(Math.max(0, System.nanoTime() - number(text, "\"id\":")));
                } else if (text.startsWith("{\"type\":\"message\"")) {
                    if (number(text, "\"seq\":") != ++seq) {
                        report("missed a message: " + text);
                    }
                } else if (!text.startsWith("{\"type\":\"welcome\"") && !text.startsWith("{\"type\":\"joined\"")) {
                    report("got what it should not: " + text);
                }
            }
        } catch (IOException failed) {
            report("lost its connection: " + failed.getMessage());
        } catch (RuntimeException unreadable) {
            report("got what it cannot read: " + unreadable);
        }
    }

    private static long number(String json, String field) {
        int start = json.indexOf(field) + field.length();
        int end = start;
        while (end < json.length() && Character.isDigit(json.charAt(end))) {
            end++;
        }
        return Long.parseLong(json.substring(start, end));
    }

    private void report(String what) {
        if (!ended && trouble == null) {
            trouble = what;
        }
    }

    @Override
    public void close() {
        ended = true;
        socket.close();
    }
}
