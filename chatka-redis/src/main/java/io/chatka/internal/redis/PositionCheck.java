package io.chatka.internal.redis;

import io.chatka.internal.fault.FaultLog;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Reads each room's position regularly, even while nothing arrives: no later event would show that
 * the last message before a silence was lost. On the loop.
 */
final class PositionCheck {
    private static final FaultLog FAULTS = FaultLog.of(PositionCheck.class);

    /**
     * A step checks one of this many parts of the rooms, so that the reads spread over the
     * interval.
     */
    private static final int STEPS = 100;

    private final EventExecutor loop;
    private final Duration interval;
    private final TopicFeeds feeds;
    private final PositionReader positions;
    private final BooleanSupplier bothUp;
    private Iterator<TopicFeed> unchecked = Collections.emptyIterator();

    /**
     * @param interval between two reads of one room's position
     * @param bothUp whether both connections work; without them nothing is checked
     */
    PositionCheck(
            EventExecutor loop, Duration interval, TopicFeeds feeds, PositionReader positions, BooleanSupplier bothUp) {
        this.loop = loop;
        this.interval = interval;
        this.feeds = feeds;
        this.positions = positions;
        this.bothUp = bothUp;
    }

    void start() {
        long step = Math.max(1, interval.toMillis() / STEPS);
        // A task that throws would never run again.
        Runnable check = () -> FAULTS.attempt("positions of rooms could not be checked; the node retries", this::next);
        loop.scheduleAtFixedRate(check, step, step, TimeUnit.MILLISECONDS);
    }

    private void next() {
        if (!bothUp.getAsBoolean()) {
            return;
        }
        long now = System.nanoTime();
        for (int n = feeds.all().size() / STEPS + 1; n > 0; n--) {
            if (!unchecked.hasNext()) {
                unchecked = feeds.all().iterator();
            }
            if (!unchecked.hasNext()) {
                return;
            }
            TopicFeed feed = unchecked.next();
            if (now - feed.checkedAt >= interval.toNanos()
                    && !feed.subscribers.isEmpty()
                    && feed.confirmed()
                    && !feed.positioning) {
                positions.add(feed);
            }
        }
    }
}
