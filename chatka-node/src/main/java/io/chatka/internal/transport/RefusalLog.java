package io.chatka.internal.transport;

import io.chatka.internal.meter.NodeMeter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and logs requests that a setting refuses. Their senders may not notice why: browsers show
 * a page neither the status nor the reason of a refused WebSocket.
 *
 * <p>Each origin is logged at most once an hour, and all of them at most {@value #LINES} times a
 * minute. Thread-safe.
 */
final class RefusalLog {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
    private static final int LINES = 10;
    private static final int REMEMBERED = 100;
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private final NodeMeter meter;
    private final LogThrottle headers = new LogThrottle();
    private final Map<String, Long> told = new LinkedHashMap<>();
    private long minute;
    private int lines;

    RefusalLog(NodeMeter meter) {
        this.meter = meter;
        this.minute = meter.now();
    }

    /** @param origin as it was sent */
    void origin(String origin) {
        meter.rejected(NodeMeter.Reject.ORIGIN);
        String shown = Printable.of(origin);
        if (shouldLog(shown, meter.now())) {
            LOG.warn(
                    "a page of \"{}\" was refused (403); add this origin to chatka.server.allowed-origins if it may connect. Further ones are only counted",
                    shown);
        }
    }

    /** @param limit in bytes */
    void headers(int limit) {
        meter.rejected(NodeMeter.Reject.HEADERS);
        if (headers.shouldLog(meter.now())) {
            LOG.warn(
                    "a request with more than {} bytes of headers was refused (431); raise chatka.limits.headers if these are your site's cookies. Further ones are only counted",
                    limit);
        }
    }

    private synchronized boolean shouldLog(String shown, long now) {
        if (now - minute >= MINUTE) {
            minute = now;
            lines = 0;
        }
        Long last = told.get(shown);
        if (lines >= LINES || (last != null && now - last < HOUR)) {
            return false;
        }
        lines++;
        told.remove(shown);
        told.put(shown, now);
        if (told.size() > REMEMBERED) {
            told.remove(told.keySet().iterator().next());
        }
        return true;
    }
}
