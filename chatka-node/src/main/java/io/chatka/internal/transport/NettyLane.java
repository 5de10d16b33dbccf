package io.chatka.internal.transport;

import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.lane.Lane;
import io.chatka.internal.lane.SharedFrame;
import io.chatka.internal.meter.LaneMeter;
import io.chatka.internal.transport.deflate.DeflateSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.SingleThreadEventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * A Netty event loop as a lane. Everything but what {@link Lane} says is for the loop's own thread.
 */
final class NettyLane implements Lane {
    private static final FaultLog FAULTS = FaultLog.of(NettyLane.class);

    private static final long STOOD_STILL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int index;
    private final SingleThreadEventLoop loop;
    private final long tickNanos;
    private final LaneMeter meter;
    private final TimingWheel wheel = new TimingWheel();
    private final Runnable endTurn = this::endTurn;
    private final ArrayDeque<Runnable> atEndOfTurn = new ArrayDeque<>();
    private final Set<Outbox> waiting = new LinkedHashSet<>();
    private final List<ByteBuf> afterFlush = new ArrayList<>();
    private final LaneMemory memory;
    private final Deflation deflation;
    private long nextTick;
    private long tickedNanos;
    private ArrayList<Outbox> dirty = new ArrayList<>();
    private ArrayList<Outbox> flushing = new ArrayList<>();
    private boolean endScheduled;
    private int congested;

    /** @param tick the precision of deadlines */
    record Settings(Duration tick, DeflateSettings compression) {}

    /** @param budget of all lanes, for what waits for sockets */
    NettyLane(int index, SingleThreadEventLoop loop, Settings settings, LaneMeter meter, QueueBudget budget) {
        this.index = index;
        this.loop = loop;
        this.tickNanos = settings.tick().toNanos();
        this.meter = meter;
        this.deflation = new Deflation(settings.compression());
        this.memory = new LaneMemory(budget);
        this.nextTick = meter.now() + tickNanos;
        loop.schedule(this::tick, tickNanos, TimeUnit.NANOSECONDS);
        loop.addShutdownHook(memory::releaseShared);
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public LaneMeter meter() {
        return meter;
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    public void atEndOfTurn(Runnable task) {
        if (loop.inEventLoop()) {
            atEndOfTurn.add(task);
            scheduleEndOfTurn();
        } else {
            loop.executeAfterEventLoopIteration(task);
        }
    }

    @Override
    public void after(Duration delay, Runnable task) {
        loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public SharedFrame share(List<byte[]> texts) {
        int bytes = 0;
        for (byte[] text : texts) {
            bytes += TextFrames.size(text);
        }
        ByteBuf buffer = ByteBufAllocator.DEFAULT.directBuffer(bytes);
        try {
            for (byte[] text : texts) {
                TextFrames.write(buffer, text);
            }
            return new SharedBuffer(this, texts, buffer);
        } catch (Throwable fault) {
            buffer.release();
            throw fault;
        }
    }

    /**
     * Frames that connections write from one buffer. Until the end of the turn they use it without
     * a reference count: it is released only after the turn's flush.
     */
    static final class SharedBuffer implements SharedFrame {
        private final NettyLane lane;
        private final List<byte[]> texts;
        private final ByteBuf bytes;

        /**
         * The same texts compressed, once for all connections that compress; null until the first
         * one asks.
         */
        private ByteBuf deflated;

        SharedBuffer(NettyLane lane, List<byte[]> texts, ByteBuf bytes) {
            this.lane = lane;
            this.texts = texts;
            this.bytes = bytes;
        }

        ByteBuf bytes() {
            return bytes;
        }

        ByteBuf deflated() {
            if (deflated == null) {
                try {
                    deflated = lane.deflation.frames(texts);
                } catch (Throwable fault) {
                    // Clients understand uncompressed frames as well.
                    FAULTS.report("a room's messages could not be compressed; they go out as they are", fault);
                    return bytes;
                }
            }
            return deflated;
        }

        @Override
        public void release() {
            lane.releaseAfterFlush(bytes);
            if (deflated != null) {
                lane.releaseAfterFlush(deflated);
            }
        }
    }

    @Override
    public void rewrite(UnaryOperator<byte[]> change) {
        FrameRewriter rewriter = new FrameRewriter(change, deflation);
        try {
            // Copies: a socket that cannot be served is closed, and waits no more.
            for (Outbox outbox : List.copyOf(waiting)) {
                outbox.orAbort(waits -> waits.rewrite(rewriter));
            }
            for (Outbox outbox : List.copyOf(dirty)) {
                outbox.orAbort(waits -> waits.rewrite(rewriter));
            }
        } finally {
            rewriter.release(this);
        }
    }

    void releaseAfterFlush(ByteBuf bytes) {
        if (dirty.isEmpty()) {
            memory.release(bytes);
        } else {
            afterFlush.add(bytes);
        }
    }

    Deflation deflation() {
        return deflation;
    }

    TimingWheel wheel() {
        return wheel;
    }

    long ticks(Duration duration) {
        return Math.max(1, (duration.toNanos() + tickNanos - 1) / tickNanos);
    }

    /**
     * {@link System#nanoTime} to the precision of a tick, without a call of it; for differences
     * only.
     */
    long nanos() {
        return tickedNanos;
    }

    void flushAtEndOfTurn(Outbox outbox) {
        scheduleEndOfTurn();
        dirty.add(outbox);
    }

    /** Something waits for this socket. */
    void startWaiting(Outbox outbox) {
        waiting.add(outbox);
    }

    void stopWaiting(Outbox outbox) {
        waiting.remove(outbox);
    }

    /** One more connection is congested, or one less. */
    void congested(int change) {
        congested += change;
    }

    /** Counts bytes that wait for one socket alone. */
    void ownBytes(long change) {
        memory.addOwn(change);
    }

    private void scheduleEndOfTurn() {
        if (!endScheduled) {
            loop.executeAfterEventLoopIteration(endTurn);
            endScheduled = true;
        }
    }

    /**
     * First the tasks kept for the end, then one flush for everything that was written, by these as
     * well.
     */
    private void endTurn() {
        endScheduled = false;
        for (int n = atEndOfTurn.size(); n > 0; n--) {
            FAULTS.attempt("a task at the end of a lane's turn failed", atEndOfTurn.remove());
        }
        flush();
    }

    private void flush() {
        ArrayList<Outbox> now = dirty;
        dirty = flushing;
        flushing = now;
        for (int i = 0; i < now.size(); i++) {
            now.get(i).orAbort(Outbox::flush);
        }
        now.clear();
        if (dirty.isEmpty()) {
            for (ByteBuf bytes : afterFlush) {
                release(bytes);
            }
            afterFlush.clear();
        }
        if (memory.hasGrown()) {
            keepWithinBudget();
        }
    }

    private void keepWithinBudget() {
        FAULTS.attempt(
                "what waits for sockets could not be kept within its budget", () -> memory.keepWithinBudget(waiting));
    }

    private void release(ByteBuf bytes) {
        try {
            memory.release(bytes);
        } catch (Throwable fault) {
            FAULTS.report("a frame could not be released", fault);
        }
    }

    /**
     * Moves the clock on. Ticks that follow a late one come faster until none is missing. If the
     * loop or the whole machine stood still, none are made up for: nobody has read what clients
     * sent meanwhile, so deadlines move by that time.
     */
    private void tick() {
        long planned = nextTick;
        long late = meter.now() - planned;
        long passed = late > STOOD_STILL_NANOS ? late + tickNanos : tickNanos;
        tickedNanos += passed;
        nextTick += passed;
        // Before anything that may fail: without ticks no deadline would ever expire.
        loop.schedule(this::tick, nextTick - meter.now(), TimeUnit.NANOSECONDS);
        FAULTS.attempt("a lane could not record its figures", () -> {
            meter.tick(planned);
            meter.congested(congested);
        });
        wheel.advance();
        if (!waiting.isEmpty()) {
            List.copyOf(waiting).forEach(outbox -> outbox.orAbort(Outbox::tick));
        }
        FAULTS.attempt("frames that no socket needs could not be released", memory::sweepShared);
        keepWithinBudget();
    }
}
