package io.chatka.internal.meter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LaneMeterTest {
    private final AtomicLong clock = new AtomicLong(1_000);
    private final List<Long> delivered = new ArrayList<>();
    private final List<Long> late = new ArrayList<>();
    private final LaneMeter meter = new LaneMeter(clock::get, delivered::add, late::add);

    @Test
    void a_fan_out_counts_each_message_once_for_each_member() {
        meter.fannedOut(3, 2, 500);
        assertThat(meter.deliveries()).isEqualTo(6);
        assertThat(meter.sentBytes()).isEqualTo(1_500);
    }

    @Test
    void a_batch_takes_from_when_it_was_heard_of() {
        clock.set(5_000);
        meter.batchDone("lobby", 4_200, 3);
        assertThat(delivered).containsExactly(800L);
        assertThat(meter.topRooms().get(0).list()).containsExactly(new HeavyHitters.Hitter("lobby", 3, 0));
    }

    @Test
    void a_tick_that_comes_late_is_lag_and_ends_the_silence() {
        clock.addAndGet(700);
        assertThat(meter.sinceTick()).isEqualTo(700);
        meter.tick(1_500);
        assertThat(late).containsExactly(200L);
        assertThat(meter.sinceTick()).isZero();
    }

    @Test
    void the_heaviest_are_those_of_the_last_minute_or_two() {
        meter.said("ann");
        pass(Duration.ofSeconds(60));
        meter.said("bob");
        assertThat(users()).containsExactlyInAnyOrder("ann", "bob");
        clock.addAndGet(Duration.ofSeconds(59).toNanos());
        assertThat(Duration.ofNanos(meter.topCovers())).isEqualTo(Duration.ofSeconds(119));
        pass(Duration.ofSeconds(1));
        assertThat(users()).containsExactly("bob");
        pass(Duration.ofSeconds(60));
        assertThat(users()).isEmpty();
        assertThat(meter.messages()).isEqualTo(2);
    }

    private void pass(Duration time) {
        meter.tick(clock.addAndGet(time.toNanos()));
    }

    private List<String> users() {
        return HeavyHitters.heaviest(meter.topUsers(), 10).stream()
                .map(HeavyHitters.Hitter::key)
                .toList();
    }
}
