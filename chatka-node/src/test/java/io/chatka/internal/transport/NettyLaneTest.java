package io.chatka.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.internal.meter.LaneMeter;
import io.chatka.internal.meter.Latency;
import io.chatka.internal.transport.deflate.DeflateSettings;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Ticks and deadlines of a lane. */
class NettyLaneTest {
    private static final Duration TICK = Duration.ofMillis(100);

    private final MockTicker clock = Ticker.newMockTicker();
    private final ManualLoop loop = new ManualLoop(clock);
    private final List<Long> lags = new ArrayList<>();
    private final NettyLane lane = new NettyLane(
            0,
            loop,
            new NettyLane.Settings(TICK, new DeflateSettings(false, 1, 128)),
            new LaneMeter(clock::nanoTime, Latency.NONE, lags::add),
            new QueueBudget(1 << 30));
    private boolean expired;

    @Test
    void a_deadline_is_kept_to_the_tick() {
        expireIn(Duration.ofSeconds(1));
        for (int tick = 1; tick < 10; tick++) {
            pass(TICK);
            loop.turn();
            assertThat(expired).isFalse();
        }
        pass(TICK);
        loop.turn();
        assertThat(expired).isTrue();
    }

    @Test
    void ticks_that_are_somewhat_late_are_made_up_for() {
        expireIn(Duration.ofSeconds(1));
        pass(Duration.ofMillis(950));
        turns(20);
        assertThat(expired).isFalse();
        pass(Duration.ofMillis(50));
        turns(1);
        assertThat(expired).isTrue();
    }

    @Test
    void a_loop_that_stood_still_gives_those_who_are_waited_for_their_time() {
        expireIn(Duration.ofSeconds(10));
        pass(Duration.ofMinutes(1));
        // Frames that have arrived in the meantime are read in these turns.
        turns(1_000);
        assertThat(expired).isFalse();
        assertThat(lags.get(0)).isEqualTo(Duration.ofMinutes(1).minus(TICK).toNanos());
        for (int tick = 1; tick < 99; tick++) {
            pass(TICK);
            turns(2);
            assertThat(expired).as("%s", tick).isFalse();
        }
        pass(TICK);
        turns(2);
        assertThat(expired).isTrue();
    }

    @Test
    void rates_count_the_time_in_which_the_loop_stood_still() {
        pass(Duration.ofMinutes(1));
        turns(2);
        assertThat(lane.nanos()).isEqualTo(Duration.ofMinutes(1).toNanos());
        pass(TICK);
        turns(2);
        assertThat(lane.nanos()).isEqualTo(Duration.ofMinutes(1).plus(TICK).toNanos());
    }

    private void expireIn(Duration time) {
        lane.wheel()
                .schedule(
                        new TimingWheel.Entry() {
                            @Override
                            void expired() {
                                expired = true;
                            }
                        },
                        lane.ticks(time));
    }

    private void pass(Duration time) {
        clock.advance(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void turns(int turns) {
        for (int i = 0; i < turns; i++) {
            loop.turn();
        }
    }
}
