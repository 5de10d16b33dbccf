package io.chatka.redis;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs that Redis is lost, why it stays away, and that it is back: one line per change. */
final class Outage {
    private static final Logger log = LoggerFactory.getLogger(RedisBroker.class);

    private final String address;
    private final RedisFailure failure;
    private long since;
    private String reason;

    Outage(RedisSettings settings, RedisFailure failure) {
        this.address = settings.address();
        this.failure = failure;
    }

    void lost(Throwable cause) {
        since = System.nanoTime();
        reason = failure.reason(cause);
        log.warn("Redis at {} is lost: {}", address, reason);
    }

    void stillAway(Throwable cause) {
        String now = failure.reason(cause);
        if (!now.equals(reason)) {
            reason = now;
            log.warn("Redis at {} is still away: {}", address, reason);
        }
    }

    void over() {
        log.info("Redis at {} is back after {} ms", address, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since));
    }
}
