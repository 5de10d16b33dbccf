package io.chatka.leaks;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * After each test class, runs a garbage collection, and fails the class if it finds a buffer not
 * released.
 */
public final class NoLeaks implements AfterAllCallback {
    private static final int ROUNDS = 2;
    private static final long PATIENCE_MILLIS = 60_000;

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        if (ResourceLeakDetector.getLevel() != ResourceLeakDetector.Level.PARANOID) {
            throw new AssertionError("run the tests with -Dio.netty.leakDetection.level=paranoid, as the build does");
        }
        List<String> reports = reports();
        if (!reports.isEmpty()) {
            throw new AssertionError(reports.size() + " leaked: " + String.join("\n", reports));
        }
    }

    /** Leaks that were not reported before. */
    static List<String> reports() throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            collect();
            // The detector looks for collected buffers whenever it gets a new one.
            ByteBufAllocator.DEFAULT.buffer(1).release();
        }
        return RecordingLeakDetector.take();
    }

    /** Waits until a collection has reported what it found. */
    private static void collect() throws InterruptedException {
        ReferenceQueue<Object> collected = new ReferenceQueue<>();
        PhantomReference<Object> witness = new PhantomReference<>(new Object(), collected);
        System.gc();
        Reference<?> told = collected.remove(PATIENCE_MILLIS);
        if (told != witness) {
            throw new AssertionError("no garbage was collected within " + PATIENCE_MILLIS + " ms");
        }
    }
}
