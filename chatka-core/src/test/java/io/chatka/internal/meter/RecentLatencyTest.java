package io.chatka.internal.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentLatencyTest {
    @Test
    void percentiles_are_right_within_an_eighth() {
        RecentLatency latency = new RecentLatency(Latency.NONE);
        for (int i = 1; i <= 10_000; i++) {
            latency.record(i * 1_000L);
        }
        assertThat((double) latency.percentile(0.5)).isCloseTo(5e6, within(5e6 / 8));
        assertThat((double) latency.percentile(0.99)).isCloseTo(9.9e6, within(9.9e6 / 8));
    }

    @Test
    void any_duration_has_a_bucket() {
        for (long nanos : new long[] {Long.MIN_VALUE, -1, 0, 1, 7, 8, 9, 1L << 40}) {
            RecentLatency latency = new RecentLatency(Latency.NONE);
            latency.record(nanos);
            assertThat((double) latency.percentile(1)).isBetween((double) nanos, Math.max(nanos, 8) * 1.13);
        }
        new RecentLatency(Latency.NONE).record(Long.MAX_VALUE);
    }

    @Test
    void what_is_longer_ago_than_ten_turns_is_forgotten() {
        RecentLatency latency = new RecentLatency(Latency.NONE);
        assertThat(latency.percentile(0.5)).isZero();
        latency.record(1_000_000);
        latency.turn();
        latency.record(9_000_000);
        for (int i = 0; i < 9; i++) {
            assertThat(latency.percentile(0.01)).isLessThan(2_000_000);
            latency.turn();
        }
        assertThat(latency.percentile(0.01)).isGreaterThan(8_000_000);
        latency.turn();
        assertThat(latency.percentile(1)).isZero();
    }

    @Test
    void each_duration_is_passed_on() {
        AtomicLong sum = new AtomicLong();
        RecentLatency latency = new RecentLatency(sum::addAndGet);
        latency.record(40);
        latency.record(2);
        assertThat(sum.get()).isEqualTo(42);
    }
}
