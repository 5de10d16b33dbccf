package io.chatka.internal.redis;

import io.chatka.internal.fault.FaultLog;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Reads each room's position now and then, also when nothing happens: the last message before a
 * silence may be lost without a trace. On the loop.
 */
final class PositionCheck {
    private static final FaultLog FAULTS = FaultLog.of(PositionCheck.class);

    /** The steps in which all rooms are checked, so that the reads spread over the interval. */
    private static final int STEPS = 100;

    private final EventExecutor loop;
    private final Duration interval;
    private final Feeds feeds;
    private final PositionReader positions;
    private final BooleanSupplier whole;
    private Iterator<Feed> unchecked = Collections.emptyIterator();

    /**
     * @param interval between two reads of one room's position
     * @param whole whether both connections work; without them nothing is checked
     */
    PositionCheck(EventExecutor loop, Duration interval, Feeds feeds, PositionReader positions, BooleanSupplier whole) {
        this.loop = loop;
        this.interval = interval;
        this.feeds = feeds;
        this.positions = positions;
        this.whole = whole;
    }

    void start() {
        long step = Math.max(1, interval.toMillis() / STEPS);
        // A task that throws would never run again.
        Runnable check = () -> FAULTS.attempt("positions of rooms could not be checked; the node retries", this::next);
        loop.scheduleAtFixedRate(check, step, step, TimeUnit.MILLISECONDS);
    }

    private void next() {
        if (!whole.getAsBoolean()) {
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
            Feed feed = unchecked.next();
            if (now - feed.checkedAt >= interval.toNanos()
                    && !feed.subscribers.isEmpty()
                    && feed.confirmed()
                    && !feed.positioning) {
                positions.add(feed);
            }
        }
    }
}
