package io.chatka.internal.transport;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;

/**
 * The memory outside of the heap, where buffers of sockets are.
 *
 * <p>When the JDK's own bound is reached, an allocation collects garbage and sleeps, several times,
 * before it fails: the event loop stands still for half a second, and again at each further
 * allocation. So the server gives Netty a lower bound, at which an allocation fails at once. An
 * embedded node leaves that to its host: the bound is a system property, and holds for all users of
 * Netty in the JVM.
 */
public final class DirectMemory {
    private static final String BOUND = "io.netty.maxDirectMemory";

    /**
     * One in this number of the bytes that the JDK allows is left for allocations without Netty.
     */
    private static final int OTHERS_PART = 16;

    private DirectMemory() {}

    /**
     * Sets Netty's bound; has to be called before Netty is first used. A property that the user has
     * set is kept.
     */
    public static void failAtOnce() {
        if (System.getProperty(BOUND) == null) {
            System.setProperty(BOUND, Long.toString(boundFor(most())));
        }
    }

    static long boundFor(long most) {
        return most - most / OTHERS_PART;
    }

    /**
     * Bytes that this JVM may use outside of the heap: what the options say, else as much as the
     * heap.
     */
    private static long most() {
        var hotspot = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        long option = hotspot == null
                ? 0
                : Long.parseLong(hotspot.getVMOption("MaxDirectMemorySize").getValue());
        return option > 0 ? option : Runtime.getRuntime().maxMemory();
    }

    /** Bytes that Netty may use. */
    public static long bound() {
        return PlatformDependent.maxDirectMemory();
    }
}
