package io.chatka.internal.broker;

import java.time.Duration;
import java.util.Objects;

/**
 * How much of a room's history a broker keeps: it forgets what is beyond either bound.
 *
 * @param messages how many, counted back from the newest; 0 for none
 * @param time how long each
 */
public record Retention(int messages, Duration time) {
    public static final Retention NONE = new Retention(0, Duration.ZERO);

    public Retention {
        Objects.requireNonNull(time, "time");
        if (messages < 0 || time.isNegative()) {
            throw new IllegalArgumentException("a retention is not negative");
        }
    }

    public boolean keepsNothing() {
        return messages == 0 || time.isZero();
    }
}
