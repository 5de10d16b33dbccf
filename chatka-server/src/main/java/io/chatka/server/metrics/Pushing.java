package io.chatka.server.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.util.NamedThreadFactory;
import io.micrometer.influx.InfluxApiVersion;
import io.micrometer.influx.InfluxConfig;
import io.micrometer.influx.InfluxMeterRegistry;
import io.micrometer.statsd.StatsdConfig;
import io.micrometer.statsd.StatsdFlavor;
import io.micrometer.statsd.StatsdMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Makes the registries that push figures to InfluxDB and StatsD. */
final class Pushing {
    private Pushing() {}

    static List<MeterRegistry> registries(PushSettings settings) {
        List<MeterRegistry> registries = new ArrayList<>();
        if (settings.influx().wanted()) {
            registries.add(InfluxMeterRegistry.builder(influx(settings.influx(), settings.every()))
                    .httpClient(new LoggingSender(settings.influx().url()))
                    .threadFactory(new NamedThreadFactory("chatka-influx"))
                    .build());
        }
        if (settings.statsd().wanted()) {
            registries.add(new StatsdMeterRegistry(statsd(settings.statsd(), settings.every()), Clock.SYSTEM));
        }
        return registries;
    }

    private static InfluxConfig influx(PushSettings.Influx influx, Duration every) {
        return new InfluxConfig() {
            @Override
            public String get(String key) {
                return null; // Everything that is set is below; the rest are the library's defaults.
            }

            @Override
            public String uri() {
                return influx.url();
            }

            @Override
            public String db() {
                return influx.database();
            }

            @Override
            public String userName() {
                return orNull(influx.user());
            }

            @Override
            public String password() {
                return orNull(influx.password());
            }

            @Override
            public String org() {
                return orNull(influx.org());
            }

            @Override
            public String bucket() {
                return influx.bucket().isEmpty() ? influx.database() : influx.bucket();
            }

            @Override
            public String token() {
                return orNull(influx.token());
            }

            @Override
            public InfluxApiVersion apiVersion() {
                return influx.org().isEmpty() ? InfluxApiVersion.V1 : InfluxApiVersion.V2;
            }

            @Override
            public Duration step() {
                return every;
            }
        };
    }

    private static StatsdConfig statsd(PushSettings.Statsd statsd, Duration every) {
        return new StatsdConfig() {
            @Override
            public String get(String key) {
                return null;
            }

            @Override
            public String host() {
                return statsd.host();
            }

            @Override
            public int port() {
                return statsd.port();
            }

            @Override
            public StatsdFlavor flavor() {
                return statsd.flavor();
            }

            @Override
            public Duration pollingFrequency() {
                return every;
            }

            @Override
            public Duration step() {
                return every;
            }
        };
    }

    private static String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
