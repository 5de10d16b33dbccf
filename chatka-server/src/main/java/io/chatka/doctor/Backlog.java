package io.chatka.doctor;

import io.chatka.internal.transport.TransportSettings;
import java.util.List;

/** How many connections the kernel keeps while they wait to be accepted. */
final class Backlog implements Check {
    private static final String NAME = "backlog";
    private static final String SOMAXCONN = "/proc/sys/net/core/somaxconn";

    private final TransportSettings settings;

    Backlog(TransportSettings settings) {
        this.settings = settings;
    }

    @Override
    public List<Finding> look() {
        long most = Kernel.number(SOMAXCONN);
        int wanted = settings.listen().backlog();
        if (most < 0) {
            return List.of(Finding.unknown(NAME, "this system does not show net.core.somaxconn"));
        }
        String found = "net.core.somaxconn is " + Readable.grouped(most) + ", chatka.server.backlog "
                + Readable.grouped(wanted);
        return List.of(
                most < wanted
                        ? Finding.warning(
                                NAME,
                                found + ": when many clients connect at once, those beyond it wait for seconds",
                                "sysctl -w net.core.somaxconn=" + wanted + ", for a container where it is started")
                        : Finding.ok(NAME, found));
    }
}
