package io.chatka.internal.node;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether there is memory for more: by what of the heap is in use when garbage has just been collected, not by what is in use at
 * the moment, which is mostly garbage. Above one bound nobody new is let in, until it is below a lower one. Thread-safe.
 */
public final class MemoryGuard {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryGuard.class);

    /** Between collections asked for: at first after a moment, and less and less often while they free too little. */
    private static final long FIRST_WAIT_NANOS = 2_000_000_000L;

    private static final long LONGEST_WAIT_NANOS = 60_000_000_000L;

    private final long max;
    private final LongSupplier used;
    private final LongSupplier nanoTime;
    private final Runnable collect;
    private volatile int refuse;
    private volatile int resume;
    private volatile boolean refusing;
    private volatile int percent;
    private volatile BufferGuard buffers = BufferGuard.NONE;
    private long collectedAt;
    private long wait = FIRST_WAIT_NANOS;

    /**
     * @param max of the heap, in bytes
     * @param used of it at the moment
     * @param nanoTime a clock that never jumps
     * @param collect asks for a collection
     */
    MemoryGuard(long max, LongSupplier used, LongSupplier nanoTime, Runnable collect) {
        this.max = max;
        this.used = used;
        this.nanoTime = nanoTime;
        this.collect = collect;
        this.collectedAt = nanoTime.getAsLong();
    }

    /** Of this JVM. */
    static MemoryGuard ofThisJvm() {
        Runtime runtime = Runtime.getRuntime();
        return new MemoryGuard(
                runtime.maxMemory(), () -> runtime.totalMemory() - runtime.freeMemory(), System::nanoTime, System::gc);
    }

    /** One that leaves the heap to the program around: nothing of it is ever in use, and nothing is collected. */
    static MemoryGuard ofBuffersOnly() {
        return new MemoryGuard(1, () -> 0, System::nanoTime, () -> {});
    }

    synchronized void reconfigure(NodeSettings.Memory settings) {
        resume = settings.resume();
        refuse = settings.refuse();
        judge(percent);
    }

    /** From now on what waits for sockets counts, too. */
    void watch(BufferGuard outside) {
        buffers = outside;
    }

    /** Garbage has been collected. */
    synchronized void collected(long usedAfter) {
        collectedAt = nanoTime.getAsLong();
        judge(percentOf(usedAfter));
    }

    /**
     * To be called every second or so. Nothing is collected where nothing is allocated, so that a node whose users have gone would
     * never learn how much is free again.
     */
    synchronized void look() {
        buffers.look(refuse <= 100);
        if (!refusing) {
            wait = FIRST_WAIT_NANOS;
            return;
        }
        int now = percentOf(used.getAsLong());
        if (now < resume) {
            judge(now);
        } else if (nanoTime.getAsLong() - collectedAt > wait) {
            collectedAt = nanoTime.getAsLong();
            wait = Math.min(LONGEST_WAIT_NANOS, wait * 2);
            collect.run();
        }
    }

    /** Whether nobody new is let in. */
    boolean refusing() {
        return refusing || buffers.isShort();
    }

    /** Why that is so; empty if it is not. */
    List<String> shortages() {
        List<String> shortages = new ArrayList<>(2);
        if (refusing) {
            shortages.add(
                    "memory is short: " + percent + " percent of the heap is in use after a collection; give it more"
                            + " (JAVA_OPTS=-Xmx...), or lower chatka.limits.connections");
        }
        if (buffers.isShort()) {
            shortages.add(BufferGuard.SHORTAGE);
        }
        return shortages;
    }

    /** What of the heap was in use after the last collection. */
    int percent() {
        return percent;
    }

    private void judge(int inUse) {
        percent = inUse;
        if (!refusing && inUse >= refuse) {
            refusing = true;
            LOG.warn(
                    "memory is short, {} % of the heap is in use after a collection: nobody new is let in until it is below {} %; give it more"
                            + " (JAVA_OPTS=-Xmx...), or lower chatka.limits.connections",
                    inUse, resume);
        } else if (refusing && (inUse < resume || refuse == NodeSettings.Memory.NEVER)) {
            refusing = false;
            LOG.info("memory is free again, {} % of the heap is in use: new connections are let in", inUse);
        }
    }

    private int percentOf(long bytes) {
        return (int) (bytes * 100 / max);
    }
}
