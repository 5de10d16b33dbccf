package io.chatka.internal.actor;

import io.chatka.internal.lane.Lane;
import io.chatka.internal.lane.SharedFrame;
import io.chatka.internal.meter.LaneMeter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/** A lane for tests that keeps texts as they are, and runs what it is given where its executor does. */
record InstantLane(int index, Executor executor, LaneMeter meter) implements Lane {

    /** Runs everything at once, in the caller's thread. */
    InstantLane() {
        this(0, Runnable::run);
    }

    InstantLane(int index, Executor executor) {
        this(index, executor, LaneMeter.unread());
    }

    /** Several texts as one frame. */
    record Texts(List<String> texts) implements SharedFrame {
        @Override
        public void release() {}
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    @Override
    public void atEndOfTurn(Runnable task) {
        executor.execute(task);
    }

    @Override
    public void after(Duration delay, Runnable task) {
        executor.execute(task);
    }

    /** Nothing waits for a socket here. */
    @Override
    public void rewrite(UnaryOperator<byte[]> change) {}

    @Override
    public SharedFrame share(List<byte[]> texts) {
        return new Texts(texts.stream()
                .map(utf8 -> new String(utf8, StandardCharsets.UTF_8))
                .toList());
    }
}
