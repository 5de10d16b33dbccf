package io.chatka.admin;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Makes an address wait that shows {@link #MOST} wrong keys within a minute. Thread-safe. */
final class WrongKeys {
    static final int MOST = 10;
    private static final long PERIOD = TimeUnit.MINUTES.toNanos(1);

    /** Addresses that are remembered; the one that began longest ago is forgotten first. */
    private static final int MOST_ADDRESSES = 10_000;

    private final LongSupplier nanoTime;
    private final Map<InetAddress, Count> counts = new LinkedHashMap<>();

    private static final class Count {
        final long since;
        int wrong;

        Count(long since) {
            this.since = since;
        }
    }

    WrongKeys(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** How many milliseconds the address has to wait before its next try; 0 if it need not. */
    synchronized long waitMillis(InetAddress address) {
        Count count = counts.get(address);
        if (count == null) {
            return 0;
        }
        long left = count.since + PERIOD - nanoTime.getAsLong();
        if (left <= 0) {
            counts.remove(address);
            return 0;
        }
        return count.wrong < MOST ? 0 : TimeUnit.NANOSECONDS.toMillis(left) + 1;
    }

    /** The address has shown a wrong key. */
    synchronized void wrong(InetAddress address) {
        waitMillis(address);
        if (counts.size() >= MOST_ADDRESSES && !counts.containsKey(address)) {
            counts.remove(counts.keySet().iterator().next());
        }
        counts.computeIfAbsent(address, first -> new Count(nanoTime.getAsLong())).wrong++;
    }
}
