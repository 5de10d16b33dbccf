package io.chatka.internal.transport;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;

/**
 * The memory outside of the heap, where buffers of sockets are.
 *
 * <p>When the JDK's own bound for it is reached, an allocation collects garbage and sleeps, several times, before it fails: half a
 * second in which the event loop does nothing, and each of the next allocations does the same. So the server gives Netty, which
 * counts what it has, a lower bound, at which it fails at once. An embedded node leaves that to its host: the bound is a system
 * property, and holds for all users of Netty in the JVM.
 */
public final class DirectMemory {
    private static final String BOUND = "io.netty.maxDirectMemory";

    /** The part of the JDK's bound that is left to whoever allocates without Netty. */
    private static final int OTHERS_PART = 16;

    private DirectMemory() {}

    /** For the program, before it uses Netty for the first time; a property that the user has set stays. */
    public static void failAtOnce() {
        if (System.getProperty(BOUND) == null) {
            System.setProperty(BOUND, Long.toString(boundFor(most())));
        }
    }

    static long boundFor(long most) {
        return most - most / OTHERS_PART;
    }

    /** Bytes that this JVM may use outside of the heap: what the options say, else as much as the heap. */
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
