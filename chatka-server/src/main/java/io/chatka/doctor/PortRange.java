package io.chatka.doctor;

import java.util.List;

/**
 * Whether the kernel may give the server's port to an outgoing connection while the server
 * restarts.
 */
final class PortRange implements Check {
    private static final String NAME = "port range";
    private static final String RANGE = "/proc/sys/net/ipv4/ip_local_port_range";
    private static final String RESERVED = "/proc/sys/net/ipv4/ip_local_reserved_ports";

    private final int port;

    PortRange(int port) {
        this.port = port;
    }

    @Override
    public List<Finding> look() {
        if (port == 0) {
            return List.of(Finding.ok(NAME, "any free port"));
        }
        List<Long> range = Kernel.numbers(RANGE);
        if (range.size() != 2) {
            return List.of(Finding.unknown(NAME, "this system does not show net.ipv4.ip_local_port_range"));
        }
        return List.of(judge(range.get(0), range.get(1), Kernel.text(RESERVED).orElse("")));
    }

    /** @param reserved numbers and ranges, such as {@code 8000,9000-9010} */
    Finding judge(long first, long last, String reserved) {
        String found = "outgoing connections take ports " + first + " to " + last + " (net.ipv4.ip_local_port_range)";
        if (port < first || port > last || isIn(reserved)) {
            return Finding.ok(NAME, found);
        }
        return Finding.warning(
                NAME,
                found + ", and " + port + " is one of them: a connection may have it when the server restarts",
                "choose a --port outside, or sysctl -w net.ipv4.ip_local_reserved_ports="
                        + (reserved.isEmpty() ? "" : reserved + ",") + port);
    }

    private boolean isIn(String reserved) {
        for (String part : reserved.isEmpty() ? new String[0] : reserved.split(",")) {
            String[] bounds = part.split("-", 2);
            if (Integer.parseInt(bounds[0].trim()) <= port
                    && port <= Integer.parseInt(bounds[bounds.length - 1].trim())) {
                return true;
            }
        }
        return false;
    }
}
