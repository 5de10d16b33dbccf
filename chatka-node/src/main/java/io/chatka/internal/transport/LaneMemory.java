package io.chatka.internal.transport;

import io.chatka.internal.meter.Tally;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory of what waits for the sockets of one lane. A shared frame counts once, however many
 * sockets it waits for. On the lane only.
 */
final class LaneMemory {
    private static final Logger LOG = LoggerFactory.getLogger(LaneMemory.class);

    /** Growth, in bytes, after which the lane checks its budget or sweeps its shared frames. */
    private static final long STEP = 1 << 20;

    /** After this number of closed connections the lane sweeps its shared frames. */
    private static final int SWEEP_EVERY = 64;

    private final QueueBudget budget;
    private final Tally inUse;

    /**
     * Frames that sockets still need after their turn. The lane keeps a reference, to see when it
     * is the last.
     */
    private List<ByteBuf> shared = new ArrayList<>();

    private long sharedBytes;
    private long sharedAtSweep;
    private long ownBytes;
    private long looked;

    LaneMemory(QueueBudget budget) {
        this.budget = budget;
        this.inUse = budget.addLane();
    }

    void addOwn(long change) {
        ownBytes += change;
        inUse.set(ownBytes + sharedBytes);
    }

    /** Drops a reference to a frame that many sockets may hold. */
    void release(ByteBuf frame) {
        if (frame.refCnt() == 1) {
            frame.release();
            return;
        }
        shared.add(frame);
        sharedBytes += frame.capacity();
        inUse.set(ownBytes + sharedBytes);
        if (sharedBytes > 2 * sharedAtSweep + STEP) {
            sweepShared();
        }
    }

    /** Releases the frames that no socket needs. */
    void sweepShared() {
        if (shared.isEmpty()) {
            return;
        }
        List<ByteBuf> kept = new ArrayList<>();
        sharedBytes = 0;
        for (ByteBuf frame : shared) {
            if (frame.refCnt() == 1) {
                frame.release();
            } else {
                kept.add(frame);
                sharedBytes += frame.capacity();
            }
        }
        shared = kept;
        sharedAtSweep = sharedBytes;
        inUse.set(ownBytes + sharedBytes);
    }

    /** The lane ends. */
    void releaseShared() {
        shared.forEach(ByteBuf::release);
        shared = new ArrayList<>();
    }

    boolean hasGrown() {
        return inUse.get() > looked + STEP;
    }

    /**
     * If all lanes together exceed the budget, cuts off the connections whose bytes would wait the
     * longest.
     */
    void keepWithinBudget(Collection<Outbox> waiting) {
        looked = inUse.get();
        if (!budget.isOver()) {
            return;
        }
        List<Outbox> slowest = new ArrayList<>(waiting);
        slowest.forEach(outbox -> outbox.orAbort(Outbox::pump));
        sweepShared();
        if (!budget.isOver()) {
            return;
        }
        slowest.removeIf(outbox -> outbox.queue() == null);
        slowest.sort(
                Comparator.comparingDouble((Outbox outbox) -> outbox.queue().ticksToGo())
                        .reversed());
        long keep = (long) (inUse.get() * budget.toKeep());
        int cut = 0;
        for (Outbox outbox : slowest) {
            if (inUse.get() <= keep) {
                break;
            }
            outbox.orAbort(Outbox::cutOff);
            cut++;
            if (cut % SWEEP_EVERY == 0) {
                sweepShared();
            }
        }
        looked = inUse.get();
        LOG.debug("too many bytes wait for sockets: closed the {} slowest readers of this event loop", cut);
    }
}
