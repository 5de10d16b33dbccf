package io.chatka.internal.redis;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why Redis is not connected. The log has one line for each new reason, and one when Redis is back.
 * On the loop, except {@link #reason}.
 */
final class Outage {
    private static final Logger log = LoggerFactory.getLogger(RedisBroker.class);

    /** The two connections fail independently, perhaps for different reasons. */
    enum Side {
        COMMANDS,
        SUBSCRIPTIONS
    }

    private final String address;
    private final RedisFailure failure;
    private final Map<Side, String> told = new EnumMap<>(Side.class);
    private long since = System.nanoTime();
    private boolean everOver;
    private volatile String reason = "the node is connecting to it";

    Outage(RedisSettings settings, RedisFailure failure) {
        this.address = settings.address();
        this.failure = failure;
    }

    /** Cause and remedy of the current or the last outage; any thread. */
    String reason() {
        return reason;
    }

    void lost(Throwable cause) {
        since = System.nanoTime();
        reason = failure.reason(cause).words();
        log.warn("Redis at {} is lost: {}", address, reason);
    }

    /** An attempt to connect failed. */
    void stillAway(Side side, Throwable cause) {
        String now = failure.reason(cause).words();
        if (now.equals(told.put(side, now)) || now.equals(reason)) {
            return;
        }
        reason = now;
        if (everOver) {
            log.warn("Redis at {} is still away: {}", address, now);
        } else {
            log.warn("waiting for Redis: cannot use Redis at {}: {}", address, now);
        }
    }

    void over() {
        log.info(
                everOver ? "Redis at {} is back after {} ms" : "Redis at {} answers, {} ms after the first attempt",
                address,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since));
        settled();
    }

    /** Redis answered at once. */
    void settled() {
        everOver = true;
        told.clear();
    }
}
