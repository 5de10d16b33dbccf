package io.chatka.internal.transport;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many connections each address has. For IPv6 the first 64 bits count, since a client may use
 * any address of its /64. Holds one entry for each address with a connection. Thread-safe.
 */
final class AddressCounts {
    private final int limit;
    private final ConcurrentHashMap<Object, Integer> counts = new ConcurrentHashMap<>();

    /** @param limit 0 for none: then nothing is counted */
    AddressCounts(int limit) {
        this.limit = limit;
    }

    /**
     * Counts a connection, or refuses it. A counted one has to be given back by {@link #closed}.
     */
    boolean tryOpen(InetAddress address) {
        if (limit == 0) {
            return true;
        }
        boolean[] opened = new boolean[1];
        counts.compute(key(address), (key, count) -> {
            int now = count == null ? 0 : count;
            opened[0] = now < limit;
            return opened[0] ? now + 1 : now;
        });
        return opened[0];
    }

    void closed(InetAddress address) {
        if (limit > 0) {
            counts.computeIfPresent(key(address), (key, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Addresses with a connection. */
    int size() {
        return counts.size();
    }

    private static Object key(InetAddress address) {
        return address instanceof Inet6Address
                ? (Object) ByteBuffer.wrap(address.getAddress()).getLong()
                : address;
    }
}
