package io.chatka.internal.config;

import java.time.Duration;

/**
 * A number of something in a period.
 *
 * @param count 0 for no limit
 */
public record Rate(int count, Duration per) {
    public static final Rate UNLIMITED = new Rate(0, Duration.ofSeconds(1));
}
