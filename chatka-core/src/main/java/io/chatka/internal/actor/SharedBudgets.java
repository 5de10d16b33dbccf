package io.chatka.internal.actor;

import io.chatka.api.User;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The budgets that several connections of this node share: those of a user, and those from an
 * address. A budget that is not full is kept after the last connection, so that a new connection
 * does not bring a new one; of these there are at most {@value #MOST_LEFT}, and the oldest is
 * dropped for the next. Thread-safe.
 */
final class SharedBudgets {
    static final int MOST_LEFT = 10_000;

    private final Map<Object, InUse> used = new HashMap<>();
    private final Map<Object, Budget> left = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Budget> eldest) {
            return size() > MOST_LEFT;
        }
    };

    private static final class InUse {
        final Budget budget;
        int connections;

        InUse(Budget budget) {
            this.budget = budget;
        }
    }

    /** Returns the key of a user's budget. */
    static Object of(User user) {
        return user.id();
    }

    /** Returns the key of an address's budget. An IPv6 client may use any address of its /64. */
    static Object of(InetAddress address) {
        return address instanceof Inet6Address
                ? (Object) ByteBuffer.wrap(address.getAddress()).getLong()
                : address;
    }

    /** Returns the budget of the key; {@link #release} has to follow. */
    synchronized Budget acquire(Object key, Supplier<Budget> unused) {
        InUse inUse = used.get(key);
        if (inUse == null) {
            Budget before = left.remove(key);
            inUse = new InUse(before != null ? before : unused.get());
            used.put(key, inUse);
        }
        inUse.connections++;
        return inUse.budget;
    }

    synchronized void release(Object key, long now) {
        InUse inUse = used.get(key);
        if (--inUse.connections == 0) {
            used.remove(key);
            if (!inUse.budget.isFull(now)) {
                left.put(key, inUse.budget);
            }
        }
    }

    /** Budgets that are kept. */
    synchronized int size() {
        return used.size() + left.size();
    }
}
