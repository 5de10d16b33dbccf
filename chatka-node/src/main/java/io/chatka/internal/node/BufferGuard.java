package io.chatka.internal.node;

import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses new clients while too much data waits for sockets: from the moment when the slowest
 * readers had to be cut off until enough is released. The allocator's own figure would not do,
 * since it keeps some megabytes for each event loop even if nothing waits. Thread-safe.
 */
public final class BufferGuard {
    private static final Logger LOG = LoggerFactory.getLogger(BufferGuard.class);
    static final String SHORTAGE =
            "memory is short: too much data waits for clients that read slowly, and the node closed the slowest; give the JVM more"
                    + " direct memory (JAVA_OPTS=-XX:MaxDirectMemorySize=...), or lower chatka.limits.queued or chatka.limits.connections";

    /** One that never refuses anybody. */
    static final BufferGuard NONE = new BufferGuard(() -> false);

    private final BooleanSupplier overBudget;
    private volatile boolean isShort;

    /**
     * @param overBudget whether the queues exceeded their budget, and are not back below the lower
     *     bound
     */
    BufferGuard(BooleanSupplier overBudget) {
        this.overBudget = overBudget;
    }

    /**
     * Called every second.
     *
     * @param refuses whether the settings let the node refuse clients for it
     */
    synchronized void look(boolean refuses) {
        boolean before = isShort;
        isShort = refuses && overBudget.getAsBoolean();
        if (isShort && !before) {
            LOG.warn("new clients are refused: {}", SHORTAGE);
        } else if (before && !isShort) {
            LOG.info("memory is free again, little waits for slow clients: new clients are admitted");
        }
    }

    /** Whether new clients are refused. */
    boolean isShort() {
        return isShort;
    }
}
