package io.chatka.internal.redis;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts messages of other programs on our channels. Logs the first, then at most one line a
 * minute.
 */
final class ForeignMessages {
    private static final Logger log = LoggerFactory.getLogger(ForeignMessages.class);
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Keys keys;

    /** Written on the loop, read by any thread. */
    private volatile long count;

    private long saidAt;

    ForeignMessages(Keys keys) {
        this.keys = keys;
    }

    long count() {
        return count;
    }

    void dropped() {
        long dropped = count + 1;
        count = dropped;
        long now = System.nanoTime();
        if (dropped == 1 || now - saidAt > QUIET_NANOS) {
            saidAt = now;
            log.warn(
                    "another program publishes on the channels {}:{}:*; {} of its messages were dropped so far; give it"
                            + " other channels, or this installation another chatka.redis.prefix",
                    keys.prefix(),
                    keys.database(),
                    dropped);
        }
    }
}
