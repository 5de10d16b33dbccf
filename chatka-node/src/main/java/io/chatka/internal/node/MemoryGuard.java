package io.chatka.internal.node;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses new clients while the heap is short. It judges by what is in use just after a garbage
 * collection, since most of what is in use at other times is garbage. It refuses from one bound on,
 * until the heap is below a lower one. Thread-safe.
 */
public final class MemoryGuard {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryGuard.class);

    /**
     * The pause before the guard asks for a collection; doubled each time that one frees too
     * little.
     */
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
     * @param max size of the heap, in bytes
     * @param used bytes of it in use now, garbage included
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

    /** Watches the heap of this JVM. */
    static MemoryGuard ofThisJvm() {
        Runtime runtime = Runtime.getRuntime();
        return new MemoryGuard(
                runtime.maxMemory(), () -> runtime.totalMemory() - runtime.freeMemory(), System::nanoTime, System::gc);
    }

    /**
     * Ignores the heap, which belongs to the host program; only {@linkplain #watch buffers} count.
     */
    static MemoryGuard ofBuffersOnly() {
        return new MemoryGuard(1, () -> 0, System::nanoTime, () -> {});
    }

    synchronized void reconfigure(NodeSettings.Memory settings) {
        resume = settings.resume();
        refuse = settings.refuse();
        judge(percent);
    }

    /** Refuses new clients for a shortage of buffers, too. */
    void watch(BufferGuard outside) {
        buffers = outside;
    }

    /**
     * Called after each garbage collection.
     *
     * @param usedAfter bytes of the heap in use then
     */
    synchronized void collected(long usedAfter) {
        collectedAt = nanoTime.getAsLong();
        judge(percentOf(usedAfter));
    }

    /**
     * Called every second. A node whose clients have left allocates nothing, so no collection would
     * ever show that memory is free again; the guard asks for one. It has to be a full one: after a
     * concurrent cycle (-XX:+ExplicitGCInvokesConcurrent) G1 frees only regions without any live
     * object, unless the program goes on to allocate. Few clients notice the pause, as the guard
     * asks only if nothing was collected for seconds.
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

    /** Whether new clients are refused. */
    boolean refusing() {
        return refusing || buffers.isShort();
    }

    /** Why new clients are refused; empty if they are not. */
    List<String> shortages() {
        List<String> shortages = new ArrayList<>(2);
        if (refusing) {
            shortages.add("memory is short: " + percent
                    + " percent of the heap is in use after a collection; give the JVM more"
                    + " (JAVA_OPTS=-Xmx...), or lower chatka.limits.connections");
        }
        if (buffers.isShort()) {
            shortages.add(BufferGuard.SHORTAGE);
        }
        return shortages;
    }

    /**
     * Percent of the heap in use, as last judged: after a collection, or when the guard saw that
     * memory is free again.
     */
    int percent() {
        return percent;
    }

    private void judge(int inUse) {
        percent = inUse;
        if (!refusing && inUse >= refuse) {
            refusing = true;
            LOG.warn(
                    "memory is short, {} % of the heap is in use after a collection: new clients are refused until it is below {} %; give the JVM more"
                            + " (JAVA_OPTS=-Xmx...), or lower chatka.limits.connections",
                    inUse, resume);
        } else if (refusing && (inUse < resume || refuse == NodeSettings.Memory.NEVER)) {
            refusing = false;
            LOG.info("memory is free again, {} % of the heap is in use: new clients are admitted", inUse);
        }
    }

    private int percentOf(long bytes) {
        return (int) (bytes * 100 / max);
    }
}
