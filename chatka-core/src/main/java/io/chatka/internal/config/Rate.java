package io.chatka.internal.config;

import io.chatka.api.ConfigException;
import java.time.Duration;

/**
 * So many of something in such a time.
 *
 * @param count 0 for no limit
 */
public record Rate(int count, Duration per) {
    public static final Rate UNLIMITED = new Rate(0, Duration.ofSeconds(1));

    /** Of a size in such a time, with its count in bytes. @throws ConfigException if the settings cannot be used */
    public static Rate readBytes(Reader reader) {
        return new Rate(
                (int) reader.bytes("count", 1024, 1 << 30),
                reader.duration("per", Duration.ofMillis(1), Duration.ofDays(1)));
    }

    /** @throws ConfigException if the settings cannot be used */
    public static Rate read(Reader reader) {
        return new Rate(
                reader.integer("count", 1, 1_000_000),
                reader.duration("per", Duration.ofMillis(1), Duration.ofDays(1)));
    }
}
