package io.chatka.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** That the user wants to see the results so far (Ctrl-C). */
final class Stop {
    private final CountDownLatch requested = new CountDownLatch(1);

    void request() {
        requested.countDown();
    }

    boolean requested() {
        return requested.getCount() == 0;
    }

    /** Waits so long, or until a stop is requested. */
    void pause(long nanos) {
        try {
            requested.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            request();
        }
    }
}
