package io.chatka.server.metrics;

import static io.chatka.internal.setting.Kind.duration;
import static io.chatka.internal.setting.Kind.integer;
import static io.chatka.internal.setting.Kind.oneOf;
import static io.chatka.internal.setting.Kind.text;

import com.typesafe.config.Config;
import io.chatka.internal.setting.Section;
import io.chatka.internal.setting.Setting;
import io.micrometer.statsd.StatsdFlavor;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/** Where the server pushes its figures, beside {@code /metrics}. */
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

    public static final Section SECTION = new Section("Metrics", "chatka.metrics");

    private static final Setting<Duration> EVERY = SECTION.setting("every", "10s", duration("100ms", "1h"))
            .means("How often the server pushes figures to InfluxDB or StatsD.");
    private static final Setting<String> URL = SECTION.setting(
                    "influx.url", "", text().range("URL").map(PushSettings::url).hidden())
            .means("`http://HOST:PORT` of an InfluxDB to push to; empty for none.");
    private static final Setting<String> DATABASE = SECTION.setting("influx.database", "chatka", text())
            .means("The database of version 1, which the server creates; also the bucket, if that is empty.");
    private static final Setting<String> USER =
            SECTION.setting("influx.user", "", text()).means("The user of version 1, if it asks for one.");
    private static final Setting<String> PASSWORD =
            SECTION.setting("influx.password", "", text()).means("The password of version 1; never logged.");
    private static final Setting<String> ORG = SECTION.setting("influx.org", "", text())
            .means("The organisation of an InfluxDB of version 2; empty for version 1.");
    private static final Setting<String> BUCKET =
            SECTION.setting("influx.bucket", "", text()).means("The bucket of version 2.");
    private static final Setting<String> TOKEN =
            SECTION.setting("influx.token", "", text()).means("The token of version 2; never logged.");
    private static final Setting<String> STATSD_HOST = SECTION.setting("statsd.host", "", text())
            .means("The host of a StatsD to push to, by UDP; empty for none.");
    private static final Setting<Integer> STATSD_PORT =
            SECTION.setting("statsd.port", 8125, integer(1, 65535)).means("The port of that StatsD.");
    private static final Setting<StatsdFlavor> FLAVOR = SECTION.setting(
                    "statsd.flavor", "telegraf", oneOf(StatsdFlavor.class))
            .means("How StatsD gets labels.");

    /** @throws io.chatka.api.ConfigException if a setting cannot be used */
    public static PushSettings read(Config config) {
        return new PushSettings(
                EVERY.in(config),
                new Influx(
                        URL.in(config),
                        DATABASE.in(config),
                        USER.in(config),
                        PASSWORD.in(config),
                        ORG.in(config),
                        BUCKET.in(config),
                        TOKEN.in(config)),
                new Statsd(STATSD_HOST.in(config), STATSD_PORT.in(config), FLAVOR.in(config)));
    }

    private static String url(String url) {
        if (!url.isEmpty()) {
            try {
                URI uri = new URI(url);
                if (uri.getHost() != null
                        && uri.getUserInfo() == null
                        && uri.getScheme().matches("https?")) {
                    return url;
                }
            } catch (URISyntaxException unreadable) {
                // Its message would repeat the URL, which may have a password in it.
            }
            throw new IllegalArgumentException(
                    "it has to be http://HOST:PORT or https://HOST:PORT; user and password have settings of their own");
        }
        return url;
    }
}
