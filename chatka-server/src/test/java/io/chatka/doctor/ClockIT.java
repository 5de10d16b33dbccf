package io.chatka.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.internal.broker.HistorySettings;
import io.chatka.internal.node.Configuration;
import io.chatka.internal.redis.RealRedis;
import io.chatka.internal.redis.RedisFacts;
import io.chatka.internal.redis.RedisSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** This machine's clock against that of a real Redis. {@code .ci/run} does the same with a clock that the whole process sees. */
class ClockIT {
    @Test
    void clock_that_is_wrong_is_found_and_told_by_how_much() {
        try (RealRedis redis = RealRedis.start()) {
            assertThat(against(redis, Duration.ZERO).status()).isEqualTo(Status.OK);
            assertThat(against(redis, Duration.ofSeconds(5)).status()).isEqualTo(Status.WARNING);
            Finding behind = against(redis, Duration.ofHours(-1));
            // No more than a warning: no promise depends on the clock.
            assertThat(behind.status()).isEqualTo(Status.WARNING);
            assertThat(behind.found()).contains("behind");
            assertThat(behind.remedy()).contains("timedatectl");
            assertThat(against(redis, Duration.ofHours(1)).found()).contains("ahead");
        }
    }

    @Test
    void an_answer_that_was_long_in_coming_makes_no_clock_wrong() {
        try (RealRedis redis = RealRedis.start()) {
            for (int late = 1; late <= 4; late++) {
                assertThat(against(redis, lateOnce(late)).status())
                        .as("%s", late)
                        .isEqualTo(Status.OK);
            }
        }
    }

    /** This machine's, except that one reading is as late as if the machine had stood still before it. */
    private static Clock lateOnce(int reading) {
        AtomicInteger readings = new AtomicInteger();
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                Instant now = Clock.systemUTC().instant();
                return readings.incrementAndGet() == reading ? now.plusSeconds(10) : now;
            }
        };
    }

    @Test
    void clock_that_is_moved_while_it_is_looked_at_is_found() {
        AtomicLong nanos = new AtomicLong();
        MachineClock still =
                new MachineClock(Optional::empty, Clock.fixed(Clock.systemUTC().instant(), ZoneOffset.UTC), nanos::get);
        assertThat(still.look().get(0).status()).isEqualTo(Status.OK);
        nanos.set(Duration.ofSeconds(2).toNanos());
        assertThat(still.look().get(0).found()).contains("moved by -2000 ms");
    }

    private static Finding against(RealRedis redis, Duration wrong) {
        return against(redis, Clock.offset(Clock.systemUTC(), wrong));
    }

    private static Finding against(RealRedis redis, Clock clock) {
        RedisFacts facts = RedisFacts.of(
                RedisSettings.read(
                        Configuration.load(null, Map.of("chatka.redis.url", redis.uri())), HistorySettings.none()),
                clock);
        List<Finding> findings = new MachineClock(() -> Optional.of(facts), clock, System::nanoTime).look();
        return findings.get(0);
    }
}
