package io.chatka.internal.node;

import com.typesafe.config.Config;
import io.chatka.internal.config.Reader;
import java.time.Duration;

/**
 * What holds for a node as a whole; {@code reference.conf} explains each.
 *
 * @param top how many rooms and users {@code /top} shows
 */
record NodeSettings(Duration drainAfter, Duration drain, Duration announce, HealthSettings health, int top) {
    private static final Duration MIN = Duration.ofMillis(10);
    private static final Duration HOUR = Duration.ofHours(1);

    /** What {@code chatka.health} says. */
    record HealthSettings(Duration stuck, Duration dead, Duration echo, Duration deaf) {}

    /** @throws io.chatka.api.ConfigException if a setting cannot be used */
    static NodeSettings read(Config config) {
        Reader server = new Reader(config, "chatka.server");
        Reader health = new Reader(config, "chatka.health");
        return new NodeSettings(
                server.duration("drain-after", Duration.ZERO, HOUR),
                server.duration("drain", Duration.ZERO, HOUR),
                new Reader(config, "chatka.cluster").duration("announce", MIN, HOUR),
                new HealthSettings(
                        health.duration("stuck", MIN, HOUR),
                        health.duration("dead", MIN, HOUR),
                        health.duration("echo", MIN, HOUR),
                        health.duration("deaf", MIN, HOUR)),
                new Reader(config, "chatka.metrics").integer("top", 1, 100));
    }
}
