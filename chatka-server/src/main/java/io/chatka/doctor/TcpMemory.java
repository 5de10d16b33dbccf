package io.chatka.doctor;

import java.util.ArrayList;
import java.util.List;

/** Whether the memory for socket buffers is enough for the planned connections. */
final class TcpMemory implements Check {
    private static final String NAME = "tcp memory";
    private static final String BUFFERS = "tcp buffers";
    private static final int PAGE = 4096;

    /** A larger default for a socket's buffer wastes memory for chat. */
    private static final long LARGE = 1 << 20;

    private final long planned;

    /** @param planned connections */
    TcpMemory(long planned) {
        this.planned = planned;
    }

    @Override
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        List<Long> pages = Kernel.numbers("/proc/sys/net/ipv4/tcp_mem");
        findings.add(
                pages.size() == 3
                        ? judge(pages.get(1) * PAGE)
                        : Finding.unknown(NAME, "this system, or this container, does not show net.ipv4.tcp_mem"));
        List<Long> read = Kernel.numbers("/proc/sys/net/ipv4/tcp_rmem");
        List<Long> write = Kernel.numbers("/proc/sys/net/ipv4/tcp_wmem");
        if (read.size() == 3 && write.size() == 3) {
            findings.add(judge(read.get(1), write.get(1)));
        }
        return findings;
    }

    private Finding judge(long pressure) {
        long need = planned * Costs.BUSY_SOCKET;
        String found = "net.ipv4.tcp_mem lets buffers grow to " + Readable.bytes(pressure)
                + " before it saves; a page for each of " + Readable.grouped(planned) + " connections is "
                + Readable.bytes(need);
        return need > pressure
                ? Finding.warning(
                        NAME,
                        found,
                        "raise net.ipv4.tcp_mem to three numbers of 4 KiB pages, the middle one above " + need / PAGE
                                + ", or lower chatka.limits.connections")
                : Finding.ok(NAME, found);
    }

    private static Finding judge(long read, long write) {
        String found = "a socket's buffers begin at " + Readable.bytes(read) + " to read (net.ipv4.tcp_rmem) and "
                + Readable.bytes(write) + " to write (net.ipv4.tcp_wmem)";
        return read > LARGE || write > LARGE
                ? Finding.warning(
                        BUFFERS,
                        found + ", which is too much for chat",
                        "sysctl -w net.ipv4.tcp_rmem='4096 131072 6291456' net.ipv4.tcp_wmem='4096 16384 4194304'")
                : Finding.ok(BUFFERS, found);
    }
}
