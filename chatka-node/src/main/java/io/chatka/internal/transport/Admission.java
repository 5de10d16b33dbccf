package io.chatka.internal.transport;

import io.chatka.api.ConfigException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The limits on connections, on handshakes a second, and on sockets altogether.
 *
 * <p>Every socket costs a file descriptor. The limit on sockets is above the one on connections, so
 * that there are descriptors left to answer refused clients; when those are used up as well,
 * nothing is accepted until some are free. Thread-safe.
 */
final class Admission {
    private static final int MAX_RETRY_AFTER_SECONDS = 5;

    private volatile Bounds bounds;
    private final AddressCounts addresses;
    private final AtomicInteger openConnections = new AtomicInteger();
    private final AtomicInteger openSockets = new AtomicInteger();

    /** The current second in the upper 32 bits, and its handshakes in the lower. */
    private final AtomicLong handshakes = new AtomicLong();

    /** @param handshakesPerSecond 0 for no limit */
    private record Bounds(int connections, int sockets, int handshakesPerSecond) {}

    private Admission(Bounds bounds, int connectionsPerAddress) {
        this.bounds = bounds;
        this.addresses = new AddressCounts(connectionsPerAddress);
    }

    /**
     * @throws ConfigException if this machine's open-file limit does not allow what was asked for
     */
    static Admission of(TransportSettings settings) {
        return new Admission(bounds(settings), settings.capacity().perAddress());
    }

    /**
     * Existing connections are kept, even above the new limit.
     *
     * @throws ConfigException as {@link #of}; nothing has changed then
     */
    void reconfigure(TransportSettings settings) {
        bounds = bounds(settings);
    }

    private static Bounds bounds(TransportSettings settings) {
        long descriptors = openFileLimit();
        int reserve = settings.capacity().descriptorReserve();
        long possible = descriptors < 0 ? Integer.MAX_VALUE / 2 : descriptors - reserve;
        if (settings.capacity().connections() < 0 && possible < 1) {
            throw new ConfigException(
                    "the open-file limit is " + descriptors + ", and chatka.limits.descriptor-reserve keeps " + reserve
                            + " of them; raise the limit (ulimit -n 65536, or LimitNOFILE= in a systemd unit)");
        }
        if (settings.capacity().connections() > possible) {
            throw new ConfigException("chatka.limits.connections is "
                    + settings.capacity().connections()
                    + ", but the open-file limit of " + descriptors + " minus chatka.limits.descriptor-reserve allows "
                    + possible + "; raise the limit (ulimit -n), or lower the setting");
        }
        int connections = settings.capacity().connections() < 0
                ? (int) possible
                : settings.capacity().connections();
        return new Bounds(
                connections, connections + reserve / 2, settings.capacity().handshakesPerSecond());
    }

    /** This process's soft limit, or -1 where it is not known. */
    static long openFileLimit() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : -1;
    }

    int connections() {
        return bounds.connections;
    }

    /** 0 for no limit. */
    int handshakesPerSecond() {
        return bounds.handshakesPerSecond;
    }

    /** Connections by client address. */
    AddressCounts addresses() {
        return addresses;
    }

    int openConnections() {
        return openConnections.get();
    }

    /**
     * Counts a connection, or refuses it. A counted one has to be given back by {@link
     * #connectionClosed}.
     */
    boolean tryOpenConnection() {
        if (openConnections.incrementAndGet() > bounds.connections) {
            openConnections.decrementAndGet();
            return false;
        }
        return true;
    }

    void connectionClosed() {
        openConnections.decrementAndGet();
    }

    /** Counts a socket; false if no further one may be accepted. */
    boolean socketOpened() {
        return openSockets.incrementAndGet() < bounds.sockets;
    }

    void socketClosed() {
        openSockets.decrementAndGet();
    }

    boolean mayAccept() {
        return openSockets.get() < bounds.sockets;
    }

    /** Whether one more handshake may be done in this second. */
    boolean tryHandshake(long nanoTime) {
        int most = bounds.handshakesPerSecond;
        if (most == 0) {
            return true;
        }
        long second = (nanoTime / 1_000_000_000L) & 0x7FFFFFFF;
        long count =
                handshakes.updateAndGet(last -> last >>> 32 == second ? last + 1 : (second << 32) + 1) & 0xFFFFFFFFL;
        return count <= most;
    }

    /** Seconds, with jitter, so that clients that are refused together do not retry together. */
    static int retryAfterSeconds() {
        return ThreadLocalRandom.current().nextInt(1, MAX_RETRY_AFTER_SECONDS + 1);
    }
}
