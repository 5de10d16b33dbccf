package io.chatka.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;

/** Memory that a server in this JVM takes. */
public final class ServerMemory {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private ServerMemory() {}

    /** Bytes of buffers outside of the heap that the event loops have taken from the system. */
    public static long buffers() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    /** Bytes that the event loops have allocated on the heap since they began, released or not. */
    public static long askedOfTheHeap() {
        long bytes = 0;
        for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith("chatka-lane")) {
                bytes += THREADS.getThreadAllocatedBytes(thread.getThreadId());
            }
        }
        assertThat(bytes).as("the event loops' threads were found").isPositive();
        return bytes;
    }

    /** Bytes of reachable objects. Bytes in use would include the allocation buffers of threads. */
    public static long heap() {
        return LiveObjects.bytes();
    }
}
