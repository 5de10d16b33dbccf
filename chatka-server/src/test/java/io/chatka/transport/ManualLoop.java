package io.chatka.transport;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;

/** An event loop without a thread: a test takes its turns. */
final class ManualLoop extends SingleThreadEventLoop {
    ManualLoop() {
        super((EventLoopGroup) null, new DefaultThreadFactory("never-started"), true);
    }

    /** Runs what waits, and then what was kept for the end of the turn. */
    void turn() {
        runAllTasks();
        afterRunningAllTasks();
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
