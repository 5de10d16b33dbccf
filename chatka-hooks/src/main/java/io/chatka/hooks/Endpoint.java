package io.chatka.hooks;

import io.chatka.hooks.HookSettings.Delivery;
import io.chatka.hooks.HookSettings.Target;
import io.chatka.internal.fault.Stages;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events for one URL: at most one request is under way, with what waited when it began. A
 * request that fails is sent again, with the same id, after a random time that grows up to 30 s, or
 * after what the receiver names in {@code Retry-After}; after {@code give-up} its events are dropped.
 * A receiver that answers 410 gets no more until the next start. Thread-safe.
 */
final class Endpoint {
    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);
    private static final long FIRST_WAIT_MILLIS = 500;
    private static final long LONGEST_WAIT_MILLIS = 30_000;
    private static final int GONE = 410;

    /** Events gather for so long, so that few of them do not make as many requests. */
    private static final long GATHER_MILLIS = 50;

    private final Target target;
    private final Delivery delivery;
    private final Posting posting;
    private final ScheduledExecutorService timer;

    // Guarded by this.
    private final Queue<String> queue = new ArrayDeque<>();
    private Batch underWay;
    private boolean gone;
    private boolean away;
    private long delivered;
    private long dropped;
    private long failures;

    /** Events that are sent together, until they succeed. */
    private record Batch(String id, String body, int events, long sinceNanos, int attempt) {
        Batch again() {
            return new Batch(id, body, events, sinceNanos, attempt + 1);
        }
    }

    Endpoint(Target target, Delivery delivery, Posting posting, ScheduledExecutorService timer) {
        this.target = target;
        this.delivery = delivery;
        this.posting = posting;
        this.timer = timer;
    }

    boolean takes(String type) {
        return target.events().isEmpty() || target.events().contains(type);
    }

    synchronized void add(String event) {
        if (gone || queue.size() >= delivery.queue()) {
            drop(1, "events wait for it, or it wants no more");
            return;
        }
        queue.add(event);
        if (underWay == null && queue.size() == 1) {
            timer.schedule(this::begin, GATHER_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void begin() {
        if (underWay != null || queue.isEmpty()) {
            return;
        }
        List<String> events = new ArrayList<>();
        while (events.size() < delivery.batch() && !queue.isEmpty()) {
            events.add(queue.remove());
        }
        String body = "{\"events\":[" + String.join(",", events) + "]}";
        underWay = new Batch("msg_" + UUID.randomUUID(), body, events.size(), System.nanoTime(), 0);
        send(underWay);
    }

    private void send(Batch batch) {
        Stages.future(() -> posting.post(target.url(), target.signature(), batch.id, batch.body, delivery.timeout()))
                .whenComplete((answer, failure) -> ended(batch, answer, failure));
    }

    private synchronized void ended(Batch batch, HttpResponse<String> answer, Throwable failure) {
        if (failure == null && answer.statusCode() / 100 == 2) {
            delivered += batch.events;
            if (away) {
                away = false;
                LOG.info("webhook {}: it takes events again", target.url());
            }
            next();
        } else if (failure == null && answer.statusCode() == GONE) {
            gone = true;
            LOG.warn("webhook {}: it answered 410, so it gets no more events until the next start", target.url());
            drop(batch.events + queue.size(), "it wants no more");
            queue.clear();
            underWay = null;
            notifyAll();
        } else {
            failed(batch, answer, failure);
        }
    }

    private void next() {
        underWay = null;
        notifyAll();
        begin();
    }

    private void failed(Batch batch, HttpResponse<String> answer, Throwable failure) {
        failures++;
        if (!away) {
            away = true;
            LOG.warn(
                    "webhook {}: {}; the node tries again until it succeeds, and drops events that wait longer than {} s"
                            + " (chatka.hooks.give-up)",
                    target.url(),
                    failure == null
                            ? "it answered " + answer.statusCode()
                            : Stages.cause(failure).toString(),
                    delivery.giveUp().toSeconds());
        }
        if (System.nanoTime() - batch.sinceNanos > delivery.giveUp().toNanos()) {
            drop(batch.events, "it did not take them for too long");
            next();
            return;
        }
        Batch again = batch.again();
        underWay = again;
        timer.schedule(() -> send(again), waitMillis(again.attempt, answer), TimeUnit.MILLISECONDS);
    }

    private static long waitMillis(int attempt, HttpResponse<String> answer) {
        long most = Math.min(LONGEST_WAIT_MILLIS, FIRST_WAIT_MILLIS << Math.min(attempt, 10));
        long wait = ThreadLocalRandom.current().nextLong(most + 1);
        String told =
                answer == null ? "" : answer.headers().firstValue("retry-after").orElse("");
        return told.matches("[0-9]{1,5}") ? Math.max(wait, Long.parseLong(told) * 1000) : wait;
    }

    private void drop(int events, String why) {
        if (dropped == 0) {
            LOG.warn(
                    "webhook {}: the node drops events: {}; further ones are counted in chatka_webhooks_dropped_total",
                    target.url(),
                    why);
        }
        dropped += events;
    }

    synchronized long delivered() {
        return delivered;
    }

    synchronized long dropped() {
        return dropped;
    }

    synchronized long failures() {
        return failures;
    }

    synchronized long waiting() {
        return queue.size() + (underWay == null ? 0 : underWay.events);
    }

    /** Waits until nothing waits, or the time is over; then drops the rest. */
    synchronized void close(long nanos) {
        long deadline = System.nanoTime() + nanos;
        begin();
        while (!gone && waiting() > 0) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                LOG.warn(
                        "webhook {}: {} events are lost, as it did not take them before the end",
                        target.url(),
                        waiting());
                break;
            }
            try {
                wait(left);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        gone = true;
        queue.clear();
    }
}
