package io.chatka.internal.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.internal.config.Rate;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Rate TEN_IN_5_S = new Rate(10, Duration.ofSeconds(5));

    /** The last two are about the place where the clock wraps around. */
    @ParameterizedTest
    @ValueSource(longs = {0, 5, -3 * SECOND, Long.MAX_VALUE - SECOND, Long.MAX_VALUE})
    void as_many_as_allowed_are_taken_at_once_and_not_one_more(long now) {
        RateLimit limit = new RateLimit(TEN_IN_5_S, now);
        takeAll(limit, now, 10);
        assertThat(limit.take(now)).isEqualTo(SECOND / 2);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - SECOND / 4})
    void after_the_wait_that_was_told_there_is_exactly_one(long start) {
        RateLimit limit = new RateLimit(TEN_IN_5_S, start);
        takeAll(limit, start, 10);
        long now = start + SECOND / 8;
        long wait = limit.take(now);
        assertThat(limit.take(now + wait - 1)).isEqualTo(1);
        assertThat(limit.take(now + wait)).isZero();
        assertThat(limit.take(now + wait)).isEqualTo(SECOND / 2);
    }

    @Test
    void what_is_refused_costs_nothing() {
        RateLimit limit = new RateLimit(TEN_IN_5_S, 0);
        takeAll(limit, 0, 10);
        for (int i = 0; i < 100; i++) {
            assertThat(limit.take(1)).isEqualTo(SECOND / 2 - 1);
        }
    }

    @Test
    void a_long_silence_saves_up_no_more_than_the_limit() {
        RateLimit limit = new RateLimit(TEN_IN_5_S, 0);
        takeAll(limit, 0, 10);
        long later = Duration.ofDays(100).toNanos();
        takeAll(limit, later, 10);
        assertThat(limit.take(later)).isPositive();
    }

    @Test
    void a_steady_rate_is_never_refused() {
        RateLimit limit = new RateLimit(TEN_IN_5_S, 0);
        for (int i = 0; i < 1_000; i++) {
            assertThat(limit.take(i * SECOND / 2)).isZero();
        }
    }

    @Test
    void no_limit_is_none() {
        RateLimit limit = new RateLimit(Rate.UNLIMITED, 0);
        takeAll(limit, 0, 100_000);
    }

    private static void takeAll(RateLimit limit, long now, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(limit.take(now)).as("number %d", i).isZero();
        }
    }
}
