package io.chatka.internal.lane;

import io.chatka.internal.meter.LaneMeter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.UnaryOperator;

/** A lane whose turns a test takes by hand, in the test's own thread. */
public final class FakeLane implements Lane {
    private final int index;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Queue<Runnable> atEnd = new ArrayDeque<>();
    private final List<Runnable> delayed = new ArrayList<>();
    private final List<Duration> delays = new ArrayList<>();
    private Runnable whileServing = () -> {};
    private boolean memoryIsOut;
    private final List<UnaryOperator<byte[]>> rewritten = new ArrayList<>();
    private final List<FakeFrame> shared = new ArrayList<>();

    private final LaneMeter meter;

    public FakeLane(int index) {
        this(index, LaneMeter.unread());
    }

    public FakeLane(int index, LaneMeter meter) {
        this.index = index;
        this.meter = meter;
    }

    /** Remembers what it was made of, and whether it was released. */
    public static final class FakeFrame implements SharedFrame {
        public final List<byte[]> texts;
        public int releases;

        FakeFrame(List<byte[]> texts) {
            this.texts = List.copyOf(texts);
        }

        @Override
        public void release() {
            releases++;
        }
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
        tasks.add(task);
    }

    @Override
    public void atEndOfTurn(Runnable task) {
        atEnd.add(task);
    }

    @Override
    public void after(Duration delay, Runnable task) {
        delays.add(delay);
        delayed.add(task);
    }

    /** The delays that tasks asked for, in order. */
    public List<Duration> delays() {
        return delays;
    }

    /** All the time that tasks wait for passes. */
    public void timePasses() {
        tasks.addAll(delayed);
        delayed.clear();
    }

    @Override
    public void rewrite(UnaryOperator<byte[]> change) {
        rewritten.add(change);
    }

    /** What waits for sockets was to be changed by these. */
    public List<UnaryOperator<byte[]>> rewritten() {
        return rewritten;
    }

    @Override
    public SharedFrame share(List<byte[]> texts) {
        if (memoryIsOut) {
            throw new OutOfMemoryError("a fault that the test put in");
        }
        Runnable meanwhile = whileServing;
        whileServing = () -> {};
        meanwhile.run();
        FakeFrame frame = new FakeFrame(texts);
        shared.add(frame);
        return frame;
    }

    /** Runs the task once, while the next frame is being made. */
    public void whileServing(Runnable task) {
        whileServing = task;
    }

    /** From now on, or no more, frames cannot be made. */
    public void memoryIsOut(boolean out) {
        memoryIsOut = out;
    }

    /** Every frame that was made, in order. */
    public List<FakeFrame> shared() {
        return shared;
    }

    /** One turn: the tasks that wait, then what was kept for the end. */
    public void turn() {
        run(tasks);
        run(atEnd);
    }

    /** Turns until there is nothing to do; returns how many. */
    public int turns() {
        int turns = 0;
        while (!tasks.isEmpty() || !atEnd.isEmpty()) {
            turn();
            turns++;
        }
        return turns;
    }

    private static void run(Queue<Runnable> queue) {
        for (int n = queue.size(); n > 0; n--) {
            queue.remove().run();
        }
    }
}
