package io.chatka.redis;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what came on a room's channel and is not ours; says so at once, and then at most once a minute. */
final class Strays {
    private static final Logger log = LoggerFactory.getLogger(Strays.class);
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

    private long count;
    private long saidAt;

    void dropped() {
        count++;
        long now = System.nanoTime();
        if (count == 1 || now - saidAt > QUIET_NANOS) {
            saidAt = now;
            log.warn(
                    "something else publishes on the channels chatka:*; {} of its messages were dropped so far", count);
        }
    }
}
