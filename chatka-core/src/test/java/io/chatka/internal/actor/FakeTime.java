package io.chatka.internal.actor;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.ThreadFactory;
import org.apache.pekko.actor.AbstractScheduler;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.event.LoggingAdapter;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/**
 * An actor system's timers, which fire when a test lets time pass, in its thread. Pekko's own one
 * for tests sleeps for 100 ms each time.
 */
public final class FakeTime extends AbstractScheduler {
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.<Timer>comparingLong(timer -> timer.dueAt));
    private long now;

    /** Pekko makes it by reflection. */
    public FakeTime(Config config, LoggingAdapter log, ThreadFactory threads) {}

    /** Of a system with the setting {@code pekko.scheduler.implementation}. */
    static FakeTime of(ActorSystem system) {
        return (FakeTime) system.scheduler();
    }

    synchronized long nanoTime() {
        return now;
    }

    void pass(Duration time) {
        long end = nanoTime() + time.toNanos();
        for (Timer due = next(end); due != null; due = next(end)) {
            due.fire();
        }
    }

    /**
     * Takes the next timer that is due by then, and turns the clock to it; null if there is none.
     */
    private synchronized Timer next(long end) {
        Timer first = timers.peek();
        if (first == null || first.dueAt > end) {
            now = end;
            return null;
        }
        now = first.dueAt;
        return timers.poll();
    }

    private synchronized Timer add(long delay, Timer timer) {
        timer.dueAt = now + delay;
        timers.add(timer);
        return timer;
    }

    private synchronized boolean remove(Timer timer) {
        return timers.remove(timer);
    }

    private final class Timer implements Cancellable {
        private final Runnable task;
        private final ExecutionContext executor;

        /** 0 for once. */
        private final long interval;

        private long dueAt;
        private boolean cancelled;

        Timer(Runnable task, ExecutionContext executor, long interval) {
            this.task = task;
            this.executor = executor;
            this.interval = interval;
        }

        void fire() {
            executor.execute(task);
            if (interval > 0 && !cancelled) {
                add(interval, this);
            }
        }

        @Override
        public boolean cancel() {
            cancelled = true;
            return remove(this);
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }
    }

    @Override
    @SuppressWarnings("deprecation")
    public Cancellable schedule(
            FiniteDuration initialDelay, FiniteDuration interval, Runnable task, ExecutionContext executor) {
        return add(initialDelay.toNanos(), new Timer(task, executor, interval.toNanos()));
    }

    @Override
    public Cancellable scheduleOnce(FiniteDuration delay, Runnable task, ExecutionContext executor) {
        return add(delay.toNanos(), new Timer(task, executor, 0));
    }

    @Override
    public double maxFrequency() {
        return 1_000;
    }
}
