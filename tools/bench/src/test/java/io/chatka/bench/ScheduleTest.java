package io.chatka.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @Test
    void messages_are_due_at_even_times_without_drift() {
        Schedule schedule = new Schedule(500, 3, 3_000_000);
        for (int i = 0; i < 3_000_000; i++) {
            schedule.sent();
        }
        assertThat(schedule.over()).isTrue();
        assertThat(schedule.due()).isCloseTo(500 + 1_000_000 * SECOND, org.assertj.core.data.Offset.offset(1_000L));
    }

    /** A server that answers within a millisecond, and once stands still for a second, asked 100 times a second. */
    @Test
    void stall_counts_for_every_message_that_was_due_in_it() {
        Histogram corrected = Meter.histogram();
        Histogram flattering = Meter.histogram();
        Schedule schedule = new Schedule(0, 100, 1_000);
        long now = 0;
        boolean stalled = false;
        while (!schedule.over()) {
            now = Math.max(now, schedule.due());
            long sent = now;
            now += TimeUnit.MILLISECONDS.toNanos(1);
            if (!stalled && now > 5 * SECOND) {
                now += SECOND;
                stalled = true;
            }
            Meter.record(corrected, now - schedule.due());
            Meter.record(flattering, now - sent);
            schedule.sent();
        }
        assertThat(flattering.getValueAtPercentile(99)).isLessThan(1_100);
        assertThat(corrected.getValueAtPercentile(99)).isGreaterThan(800_000);
        assertThat(corrected.getValueAtPercentile(95)).isGreaterThan(400_000);
        assertThat(corrected.getValueAtPercentile(50)).isLessThan(1_100);
    }
}
