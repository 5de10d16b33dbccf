package io.chatka.verify.run;

import com.sun.management.UnixOperatingSystemMXBean;
import io.chatka.tools.CannotRun;
import java.lang.management.ManagementFactory;

/**
 * How many clients this process has descriptors for: each has a socket, and the proxy on its way
 * has two.
 */
public final class OpenFiles {
    private static final int EACH = 3;

    /** For jars, links to Redis, and short-lived files. */
    private static final int RESERVE = 500;

    private OpenFiles() {}

    /** The most clients. */
    public static int clients() {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(0, (limit() - RESERVE) / EACH));
    }

    /** Descriptors beyond those of the usual number of clients. */
    public static int left() {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(0, limit() - needed(Setup.CLIENTS)));
    }

    /** @throws CannotRun if there are too few descriptors for the clients */
    static void requireEnough(int clients) {
        if (clients > clients()) {
            throw new CannotRun(clients + " clients need " + needed(clients) + " open files, and the limit here is "
                    + limit() + "; raise it (ulimit -n " + needed(clients) + "), or take at most " + clients()
                    + " clients");
        }
    }

    /** The limit on open files that the clients need. */
    public static long needed(int clients) {
        return (long) clients * EACH + RESERVE;
    }

    private static long limit() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }
}
