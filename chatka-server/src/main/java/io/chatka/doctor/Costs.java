package io.chatka.doctor;

/**
 * What a connection costs. docs/operations/sizing.md has the same figures, and a test compares
 * them; docs/benchmarks.md says how they were measured.
 */
final class Costs {
    /**
     * Bytes of the process for a connection that is in a room and silent, the heap's reserve
     * included.
     */
    static final long IDLE_CONNECTION = 5 * 1024;

    /** Additional bytes of a connection by TLS. */
    static final long TLS = 8 * 1024;

    /** Bytes of the kernel for the same connection: socket, file, entry of epoll. */
    static final long IDLE_SOCKET = 5 * 1024;

    /** Bytes of socket buffers while something is under way to a connection: one page. */
    static final long BUSY_SOCKET = 4 * 1024;

    /**
     * Bytes that a process takes beside its heap and connections: code, threads, metaspace, the
     * collector.
     */
    static final long PROCESS = 160L << 20;

    private Costs() {}

    /** How many idle connections a heap holds, with a third of it left for what is under way. */
    static long connectionsIn(long heapBytes, boolean tls) {
        return heapBytes * 2 / 3 / (IDLE_CONNECTION + (tls ? TLS : 0));
    }
}
