package io.chatka.internal.lane;

import com.typesafe.config.Config;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;

/**
 * Makes a Pekko dispatcher run its actors on a lane. Pekko constructs it by reflection; {@link
 * Lanes#dispatchers} names it.
 */
public final class LaneExecutorConfigurator extends ExecutorServiceConfigurator {
    private final Lane lane;

    public LaneExecutorConfigurator(Config config, DispatcherPrerequisites prerequisites) {
        super(config, prerequisites);
        this.lane = prerequisites
                .settings()
                .setup()
                .get(Lanes.class)
                .orElseThrow(() -> new IllegalStateException("the actor system was started without Lanes"))
                .get(config.getInt("lane"));
    }

    @Override
    public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threadFactory) {
        return () -> new LaneExecutor(lane);
    }

    /** The lane belongs to the transport: shutting the dispatcher down leaves it running. */
    private static final class LaneExecutor extends AbstractExecutorService {
        private final Lane lane;
        private volatile boolean shutdown;

        LaneExecutor(Lane lane) {
            this.lane = lane;
        }

        @Override
        public void execute(Runnable task) {
            lane.execute(task);
        }

        @Override
        public void shutdown() {
            shutdown = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            shutdown = true;
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return shutdown;
        }

        @Override
        public boolean isTerminated() {
            return shutdown;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return shutdown;
        }
    }
}
