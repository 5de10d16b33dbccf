package io.chatka.internal.redis;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a Redis that answers also takes messages: without memory, with a full disk or after a
 * change of permissions, it answers every ping and refuses every message.
 *
 * <p>Redis counts as refusing after {@value #CANARIES} refused {@linkplain Canary canaries} in a
 * row, or {@value #MESSAGES} refused messages in a row. A single refusal may pass at once, and
 * counts for nothing. The log has one line for each new reason, and one when Redis takes messages
 * again. Any thread.
 */
final class Acceptance {
    private static final Logger log = LoggerFactory.getLogger(RedisBroker.class);
    private static final int CANARIES = 2;
    private static final int MESSAGES = 20;
    private static final long FORGET_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String address;
    private final LongSupplier nanoTime;

    /** Messages that Redis refused since it last took one. */
    private final AtomicInteger refusedInARow = new AtomicInteger();

    private int canaries;
    private String canaryReason;
    private String messageReason;
    private long messageRefusedAt;
    private String roomFault;
    private long roomFaultAt;
    private volatile String reason;

    Acceptance(String address, LongSupplier nanoTime) {
        this.address = address;
        this.nanoTime = nanoTime;
    }

    /** Cause and remedy, or null if messages are taken. */
    String reason() {
        return reason;
    }

    void canaryTaken() {
        synchronized (this) {
            canaries = 0;
            canaryReason = null;
            if (messageReason != null && nanoTime.getAsLong() - messageRefusedAt > FORGET_NANOS) {
                refusedInARow.set(0);
                messageReason = null;
            }
            settle();
        }
    }

    void canaryRefused(RedisFailure.Refused refused) {
        synchronized (this) {
            if (++canaries >= CANARIES) {
                canaryReason = refused.words;
                settle();
            }
        }
    }

    /** The new connection leads to a Redis that is known to refuse. */
    void refusedFromTheStart(RedisFailure.Refused refused) {
        synchronized (this) {
            canaries = CANARIES;
            canaryReason = refused.words;
            settle();
        }
    }

    /** Called for each message: one volatile read as long as Redis takes them. */
    void messageTaken() {
        if (refusedInARow.get() != 0) {
            synchronized (this) {
                refusedInARow.set(0);
                messageReason = null;
                settle();
            }
        }
    }

    /** @return whether other rooms may be refused too, which a canary would show */
    boolean messageRefused(RedisFailure.Refused refused) {
        if (refused.isOfOneRoom()) {
            tellOfRoom(refused);
            return false;
        }
        synchronized (this) {
            messageRefusedAt = nanoTime.getAsLong();
            if (refusedInARow.incrementAndGet() >= MESSAGES) {
                messageReason = refused.words;
                settle();
            }
        }
        return true;
    }

    /** The connection is lost; the next one may lead to another Redis. */
    void forget() {
        synchronized (this) {
            canaries = 0;
            refusedInARow.set(0);
            canaryReason = null;
            messageReason = null;
            reason = null;
        }
    }

    private void settle() {
        String now = canaryReason != null ? canaryReason : messageReason;
        String before = reason;
        reason = now;
        if (now == null && before != null) {
            log.info("Redis at {} takes messages again", address);
        } else if (now != null && !now.equals(before)) {
            log.warn("Redis at {} takes no messages: {}", address, now);
        }
    }

    private synchronized void tellOfRoom(RedisFailure.Refused refused) {
        long now = nanoTime.getAsLong();
        if (!refused.words.equals(roomFault) || now - roomFaultAt > QUIET_NANOS) {
            roomFault = refused.words;
            roomFaultAt = now;
            log.warn("messages of a room are not stored: Redis at {} refused: {}", address, refused.words);
        }
    }
}
