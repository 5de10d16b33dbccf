package io.chatka.doctor;

import io.chatka.internal.transport.Transport;
import io.chatka.internal.transport.TransportSettings;
import java.lang.management.ManagementFactory;
import java.util.List;

/** Whether the open-file limit allows enough connections: each is an open file. */
final class OpenFiles implements Check {
    private static final String NAME = "open files";
    private static final String REMEDY = "raise the limit: ulimit -n 1048576, or LimitNOFILE=1048576 in a systemd unit";

    /** Fewer than this are soon used up. */
    private static final long FEW = 10_000;

    private final TransportSettings settings;

    OpenFiles(TransportSettings settings) {
        this.settings = settings;
    }

    /** How many connections the limit allows, or -1 where it is not known. */
    long allowed() {
        long soft = Transport.openFileLimit();
        return soft < 0 ? -1 : Math.max(0, soft - settings.capacity().descriptorReserve());
    }

    @Override
    public List<Finding> look() {
        long allowed = allowed();
        if (allowed < 0) {
            return List.of(Finding.unknown(NAME, "this system does not show its limit"));
        }
        long soft = Transport.openFileLimit();
        String found = "soft limit " + Readable.grouped(soft) + hard() + inUse() + "; less a reserve of "
                + Readable.grouped(settings.capacity().descriptorReserve()) + " that allows "
                + Readable.grouped(allowed)
                + " connections";
        if (allowed < 1) {
            return List.of(Finding.problem(NAME, found, REMEDY));
        }
        if (settings.capacity().connections() > allowed) {
            return List.of(Finding.problem(
                    NAME,
                    found + ", and chatka.limits.connections asks for "
                            + Readable.grouped(settings.capacity().connections()),
                    REMEDY + ", or lower the setting"));
        }
        if (settings.capacity().connections() < 0 && allowed < FEW) {
            return List.of(Finding.warning(NAME, found, REMEDY));
        }
        return List.of(Finding.ok(NAME, found));
    }

    private static String hard() {
        return Kernel.lines("/proc/self/limits").stream()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.substring("Max open files".length()).trim().split("\\s+"))
                .filter(columns -> columns.length > 1)
                .map(columns -> ", hard limit "
                        + (columns[1].matches("\\d+") ? Readable.grouped(Long.parseLong(columns[1])) : columns[1]))
                .findFirst()
                .orElse("");
    }

    private static String inUse() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.UnixOperatingSystemMXBean unix
                ? ", " + Readable.grouped(unix.getOpenFileDescriptorCount()) + " in use before clients connect"
                : "";
    }
}
