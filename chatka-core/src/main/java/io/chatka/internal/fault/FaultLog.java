package io.chatka.internal.fault;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs faults that were caught at a boundary. The first of a kind is logged at once, with its stack
 * trace, and later ones of that kind at most once a minute, with their number. So no fault is
 * silent, and one that every message causes does not fill the disk.
 *
 * <p>Any thread. Never throws: callers may be short of memory.
 */
public final class FaultLog {
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final LongAdder TOTAL = new LongAdder();

    private final Logger log;
    private final LongSupplier nanoTime;

    /**
     * Bounded: one entry for each text that {@link #report} is called with and each class thrown.
     */
    private final Map<Kind, Times> kinds = new ConcurrentHashMap<>();

    private record Kind(String what, Class<?> thrown) {}

    /** Guarded by its own monitor. */
    private static final class Times {
        private long sinceLogged;
        private long loggedAt;
        private boolean logged;
    }

    FaultLog(Logger log, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
    }

    /** @param owner the class whose logger writes the lines */
    public static FaultLog of(Class<?> owner) {
        return new FaultLog(LoggerFactory.getLogger(owner), System::nanoTime);
    }

    /** Faults that were reported in this JVM, logged or not. */
    public static long total() {
        return TOTAL.sum();
    }

    /** Runs a step and reports what it throws, so that the caller goes on with its next step. */
    public void attempt(String what, Runnable step) {
        try {
            step.run();
        } catch (Throwable fault) {
            report(what, fault);
        }
    }

    /**
     * @param what what failed, and what the node does about it: a constant, without text of users
     */
    public void report(String what, Throwable fault) {
        TOTAL.increment();
        try {
            Times times = kinds.computeIfAbsent(new Kind(what, fault.getClass()), kind -> new Times());
            long others;
            synchronized (times) {
                long now = nanoTime.getAsLong();
                if (times.logged && now - times.loggedAt < QUIET_NANOS) {
                    times.sinceLogged++;
                    return;
                }
                others = times.sinceLogged;
                times.logged = true;
                times.loggedAt = now;
                times.sinceLogged = 0;
            }
            if (others == 0) {
                log.error(what, fault);
            } else {
                log.error("{} ({} more of these since the last such line)", what, others, fault);
            }
        } catch (Throwable unloggable) {
            // There is no way left to report it.
        }
    }
}
