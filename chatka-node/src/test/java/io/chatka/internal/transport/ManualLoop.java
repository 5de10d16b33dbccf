package io.chatka.internal.transport;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Ticker;

/**
 * An event loop without a thread: a test takes its turns. Its clock stands still, so that nothing is due however long the
 * test takes, or is the test's own.
 */
final class ManualLoop extends SingleThreadEventLoop {
    private static final Ticker STANDING_STILL = Ticker.newMockTicker();

    private final Ticker clock;

    ManualLoop() {
        this(STANDING_STILL);
    }

    ManualLoop(Ticker clock) {
        super((EventLoopGroup) null, new DefaultThreadFactory("never-started"), true);
        this.clock = clock;
    }

    /** Runs what waits, and then what was kept for the end of the turn. */
    void turn() {
        runAllTasks();
        afterRunningAllTasks();
    }

    @Override
    public Ticker ticker() {
        // The constructor above asks before there is ours.
        return clock == null ? STANDING_STILL : clock;
    }

    @Override
    public boolean inEventLoop(Thread thread) {
        return true;
    }

    @Override
    protected void run() {
        throw new IllegalStateException("this loop has no thread");
    }
}
