package io.chatka.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C: ends the run, and holds the process until the results so far are written. */
final class Interruption {
    private static final long PATIENCE_SECONDS = 20;

    private final Stop stop;
    private final CountDownLatch written = new CountDownLatch(1);

    Interruption(Stop stop) {
        this.stop = stop;
    }

    void listen() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::wind, "bench-stop"));
    }

    /** All is written; the process may end. */
    void done() {
        written.countDown();
    }

    private void wind() {
        if (written.getCount() == 0) {
            return;
        }
        stop.request();
        try {
            if (!written.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("chatka: the results could not be written in time");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
