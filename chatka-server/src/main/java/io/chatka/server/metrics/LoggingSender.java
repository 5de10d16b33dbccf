package io.chatka.server.metrics;

import io.micrometer.core.ipc.http.HttpSender;
import io.micrometer.core.ipc.http.HttpUrlConnectionSender;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends figures, and logs one line when that begins to fail and one when it works again. */
final class LoggingSender implements HttpSender {
    private static final Logger LOG = LoggerFactory.getLogger(LoggingSender.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final HttpSender sender = new HttpUrlConnectionSender(PATIENCE, PATIENCE);
    private final String url;
    private boolean failing;

    /** @param url without anything secret */
    LoggingSender(String url) {
        this.url = url;
    }

    @Override
    public synchronized Response send(Request request) throws Throwable {
        try {
            Response response = sender.send(request);
            note(response.isSuccessful() ? null : "HTTP status " + response.code());
            return response;
        } catch (java.io.IOException unreachable) {
            note(String.valueOf(unreachable.getMessage()));
            throw unreachable;
        }
    }

    private void note(String problem) {
        if (problem != null && !failing) {
            LOG.warn(
                    "InfluxDB at {} does not take figures: {}; see chatka.metrics.influx; trying again each time",
                    url,
                    problem);
        } else if (problem == null && failing) {
            LOG.info("InfluxDB at {} takes figures again", url);
        }
        failing = problem != null;
    }
}
