package io.chatka.doctor;

import io.chatka.internal.transport.TransportSettings;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * Whether the heap of this JVM fits into the memory of the machine or container, and holds the
 * planned connections.
 */
final class Heap implements Check {
    private static final String NAME = "heap";
    private static final String SMALLER =
            "lower it: JAVA_OPTS=-Xmx..., or remove the option (the launcher takes half of the memory)";

    private final TransportSettings settings;
    private final long heap = Runtime.getRuntime().maxMemory();

    Heap(TransportSettings settings) {
        this.settings = settings;
    }

    /** Idle connections that the heap holds. */
    long allowed() {
        return Costs.connectionsIn(heap, settings.tls().isPresent());
    }

    /** Bytes that it may grow to. */
    long most() {
        return heap;
    }

    @Override
    public List<Finding> look() {
        if (!(ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system)) {
            return List.of(Finding.unknown(NAME, "this JVM does not show the memory of the machine"));
        }
        // That of the container, if it has a limit.
        long memory = system.getTotalMemorySize();
        String found = "up to " + Readable.bytes(heap) + " of " + Readable.bytes(memory)
                + " of memory; that holds about " + Readable.grouped(allowed()) + " idle connections";
        if (heap > memory) {
            return List.of(Finding.problem(
                    NAME, found + "; the kernel kills a process whose heap is larger than the memory", SMALLER));
        }
        if (heap + Costs.PROCESS > memory * 4 / 5) {
            return List.of(Finding.warning(
                    NAME,
                    found + "; buffers, threads and the kernel's sockets need the rest, at least a fifth of the memory",
                    SMALLER));
        }
        if (settings.capacity().connections() > allowed()) {
            return List.of(Finding.warning(
                    NAME,
                    found + ", and chatka.limits.connections is "
                            + Readable.grouped(settings.capacity().connections()),
                    "give it more memory (JAVA_OPTS=-Xmx...), or lower the setting"));
        }
        return List.of(Finding.ok(NAME, found));
    }
}
