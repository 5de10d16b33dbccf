package io.chatka.server.metrics;

import com.typesafe.config.Config;
import io.chatka.api.ConfigException;
import io.chatka.internal.config.Reader;
import io.micrometer.statsd.StatsdFlavor;
import java.net.URI;
import java.time.Duration;

/** Where the server pushes its figures, beside {@code /metrics}; {@code reference.conf} explains each setting. */
public record PushSettings(Duration every, Influx influx, Statsd statsd) {

    /** @param url empty for none */
    record Influx(String url, String database, String user, String password, String org, String bucket, String token) {
        boolean wanted() {
            return !url.isEmpty();
        }

        /** Without what is secret. */
        @Override
        public String toString() {
            return url;
        }
    }

    /** @param host empty for none */
    record Statsd(String host, int port, StatsdFlavor flavor) {
        boolean wanted() {
            return !host.isEmpty();
        }
    }

    /** @throws ConfigException if a setting cannot be used */
    public static PushSettings read(Config root) {
        Reader metrics = new Reader(root, "chatka.metrics");
        Reader influx = metrics.at("influx");
        Reader statsd = metrics.at("statsd");
        return new PushSettings(
                metrics.duration("every", Duration.ofMillis(100), Duration.ofHours(1)),
                new Influx(
                        url(influx),
                        influx.string("database"),
                        influx.string("user"),
                        influx.string("password"),
                        influx.string("org"),
                        influx.string("bucket"),
                        influx.string("token")),
                new Statsd(
                        statsd.string("host"),
                        statsd.integer("port", 1, 65535),
                        statsd.oneOf("flavor", StatsdFlavor.class)));
    }

    private static String url(Reader influx) {
        String url = influx.string("url");
        if (url.isEmpty()) {
            return url;
        }
        try {
            URI uri = URI.create(url);
            if (uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getScheme().matches("https?")) {
                return url;
            }
        } catch (IllegalArgumentException noUri) {
            // Refused below, like others; it may have a password in it, so it is not shown.
        }
        throw new ConfigException(
                "chatka.metrics.influx.url",
                "chatka.metrics.influx.url has to be http://HOST:PORT or https://HOST:PORT;"
                        + " user and password have settings of their own");
    }
}
