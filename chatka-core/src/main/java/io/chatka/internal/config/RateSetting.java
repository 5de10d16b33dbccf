package io.chatka.internal.config;

import com.typesafe.config.Config;
import io.chatka.api.ConfigException;
import java.time.Duration;

/** The two settings of a {@link Rate}. */
public record RateSetting(Setting<Integer> count, Setting<Duration> per) {

    /** @throws ConfigException if a value cannot be used */
    public Rate in(Config config) {
        return new Rate(count.in(config), per.in(config));
    }
}
