package io.chatka.redis;

import io.chatka.broker.BrokerUnavailableException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs that Redis is lost, why it stays away, and that it is back: one line per change. */
final class Outage {
    private static final Logger log = LoggerFactory.getLogger(RedisBroker.class);

    private final String address;
    private final RedisFailure failure;
    private long since;
    private String reason;

    /** Why messages are not stored although Redis answers, or null if they are. Any thread. */
    private final AtomicReference<String> refusal = new AtomicReference<>();

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

    /** Redis answered, but did not store a message. Any thread. */
    void refuses(Throwable cause) {
        if (cause instanceof BrokerUnavailableException away
                && away.getCause() instanceof RedisFailure.Refused
                && !away.getMessage().equals(refusal.getAndSet(away.getMessage()))) {
            log.warn("messages are not stored: {}", away.getMessage());
        }
    }

    /** Redis stored a message. Any thread. */
    void accepts() {
        if (refusal.get() != null && refusal.getAndSet(null) != null) {
            log.info("Redis at {} stores messages again", address);
        }
    }

    void over() {
        log.info("Redis at {} is back after {} ms", address, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since));
    }
}
