package io.chatka.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Passes each warning or error of a library once a minute, since a library may log the same one for
 * every connection or every message. Chatka's own lines are limited where they are logged.
 * Thread-safe.
 */
final class RepeatedFaults extends Filter<ILoggingEvent> {
    private static final String OURS = "io.chatka.";
    private static final long QUIET_MILLIS = TimeUnit.MINUTES.toMillis(1);

    /** Maximum number of different lines to remember; the oldest is dropped first. */
    private static final int MOST = 256;

    private final Map<Line, Long> loggedAt = new LinkedHashMap<>();

    /** @param message without its arguments */
    private record Line(String logger, String message, String thrown) {}

    @Override
    public FilterReply decide(ILoggingEvent event) {
        if (!event.getLevel().isGreaterOrEqual(Level.WARN)
                || event.getLoggerName().startsWith(OURS)) {
            return FilterReply.NEUTRAL;
        }
        String thrown = event.getThrowableProxy() == null
                ? null
                : event.getThrowableProxy().getClassName();
        Line line = new Line(event.getLoggerName(), event.getMessage(), thrown);
        synchronized (loggedAt) {
            Long before = loggedAt.get(line);
            if (before != null && event.getTimeStamp() - before < QUIET_MILLIS && event.getTimeStamp() >= before) {
                return FilterReply.DENY;
            }
            loggedAt.remove(line);
            loggedAt.put(line, event.getTimeStamp());
            if (loggedAt.size() > MOST) {
                loggedAt.remove(loggedAt.keySet().iterator().next());
            }
        }
        return FilterReply.NEUTRAL;
    }
}
