package io.chatka.internal.node;

import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether what waits for sockets leaves room for more: nobody new is let in when the slowest readers had to be cut off. What the
 * allocator has in use says little, since it keeps some megabytes for each event loop that nobody waits for. Thread-safe.
 */
public final class BufferGuard {
    private static final Logger LOG = LoggerFactory.getLogger(BufferGuard.class);
    static final String SHORTAGE =
            "memory is short: too much of the direct memory waits for clients that read slowly, of which the slowest were closed; give it"
                    + " more (JAVA_OPTS=-XX:MaxDirectMemorySize=...), or lower chatka.limits.queued or chatka.limits.connections";

    /** One that never refuses anybody. */
    static final BufferGuard NONE = new BufferGuard(() -> false);

    private final BooleanSupplier overBudget;
    private volatile boolean isShort;

    /** @param overBudget whether more waited for sockets than may, and not enough of it is gone yet */
    BufferGuard(BooleanSupplier overBudget) {
        this.overBudget = overBudget;
    }

    /**
     * To be called every second or so.
     *
     * @param refuses whether anybody is to be refused for it
     */
    synchronized void look(boolean refuses) {
        boolean before = isShort;
        isShort = refuses && overBudget.getAsBoolean();
        if (isShort && !before) {
            LOG.warn("nobody new is let in: {}", SHORTAGE);
        } else if (before && !isShort) {
            LOG.info("memory is free again, little waits for slow clients: new connections are let in");
        }
    }

    /** Whether nobody new is let in. */
    boolean isShort() {
        return isShort;
    }
}
