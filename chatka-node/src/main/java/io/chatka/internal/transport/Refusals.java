package io.chatka.internal.transport;

import io.chatka.internal.meter.NodeMeter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts requests that a setting keeps out, and tells the operator of them. Who sent them may see nothing of it: browsers show a page
 * neither the status nor the reason that its WebSocket was refused with.
 *
 * <p>A line for each origin, at most one an hour, and at most {@value #LINES} in a minute for all of them. Thread-safe.
 */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final int LINES = 10;
    private static final int REMEMBERED = 100;
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private final NodeMeter meter;
    private final OncePerMinute headers = new OncePerMinute();
    private final Map<String, Long> told = new LinkedHashMap<>();
    private long minute;
    private int lines;

    Refusals(NodeMeter meter) {
        this.meter = meter;
        this.minute = meter.now();
    }

    /** @param origin as it was sent */
    void origin(String origin) {
        meter.rejected(NodeMeter.Reject.ORIGIN);
        String shown = Printable.of(origin);
        if (isNews(shown, meter.now())) {
            LOG.warn(
                    "a page of \"{}\" wanted to connect and was refused (403); add that to chatka.server.allowed-origins if it may. More of them are only counted",
                    shown);
        }
    }

    /** @param limit in bytes */
    void headers(int limit) {
        meter.rejected(NodeMeter.Reject.HEADERS);
        if (headers.isNews(meter.now())) {
            LOG.warn(
                    "a request with more than {} bytes of headers was refused (431); raise chatka.limits.headers if these are your site's cookies. More of them are only counted",
                    limit);
        }
    }

    private synchronized boolean isNews(String shown, long now) {
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
