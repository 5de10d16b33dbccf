package io.chatka.transport;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Ticker;

/** An event loop without a thread, whose clock stands still: a test takes its turns, and nothing is due however long it takes for that. */
final class ManualLoop extends SingleThreadEventLoop {
    private static final Ticker STANDING_STILL = Ticker.newMockTicker();

    ManualLoop() {
        super((EventLoopGroup) null, new DefaultThreadFactory("never-started"), true);
    }

    /** Runs what waits, and then what was kept for the end of the turn. */
    void turn() {
        runAllTasks();
        afterRunningAllTasks();
    }

    @Override
    public Ticker ticker() {
        return STANDING_STILL;
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
