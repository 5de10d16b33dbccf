package io.chatka.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.internal.meter.HeavyHitters;
import io.chatka.internal.meter.LaneMeter;
import io.chatka.internal.meter.Latency;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a room's lane counts of the fan-out. */
class RoomLaneMeterTest {

    @Test
    void fan_out_is_counted_once_a_batch_and_a_member_that_cannot_keep_up_is_dropped() {
        AtomicLong clock = new AtomicLong();
        List<Long> latencies = new ArrayList<>();
        LaneMeter meter = new LaneMeter(clock::get, latencies::add, Latency.NONE);
        FakeLane metered = new FakeLane(0, meter);
        RoomLane counted = new RoomLane("lobby", metered, 1 << 20, Duration.ZERO);
        FakeConnection slow = new FakeConnection(metered);
        counted.add(new FakeConnection(metered), Greeting.NONE, () -> {});
        counted.add(new FakeConnection(metered), Greeting.NONE, () -> {});
        counted.add(slow, Greeting.NONE, () -> {});
        metered.turns();
        slow.congest();

        counted.deliver(1, utf8("m1"), 100);
        counted.deliver(2, utf8("m2"), 300);
        counted.tell(utf8("presence"));
        clock.set(1_100);
        metered.turns();

        assertThat(meter.deliveries()).isEqualTo(4);
        assertThat(meter.dropped()).isEqualTo(2);
        assertThat(meter.gaps()).isEqualTo(1);
        assertThat(meter.sentBytes()).isEqualTo(2 * (2 + 2 + 8));
        assertThat(latencies).as("of the oldest message").containsExactly(1_000L);

        slow.relieve();
        counted.deliver(3, utf8("m3"), 1_100);
        metered.turns();
        assertThat(meter.deliveries()).isEqualTo(4 + 3);
        assertThat(meter.dropped()).isEqualTo(2);
        assertThat(meter.topRooms().get(0).list())
                .as("all that were to get it")
                .containsExactly(new HeavyHitters.Hitter("lobby", 3 * 2 + 3, 0));
    }

    @Test
    void what_is_no_message_counts_as_bytes_only() {
        List<Long> latencies = new ArrayList<>();
        LaneMeter meter = new LaneMeter(() -> 0, latencies::add, Latency.NONE);
        FakeLane metered = new FakeLane(0, meter);
        RoomLane counted = new RoomLane("lobby", metered, 1 << 20, Duration.ZERO);
        counted.add(new FakeConnection(metered), Greeting.NONE, () -> {});
        counted.tell(utf8("presence"));
        metered.turns();
        assertThat(meter.deliveries()).isZero();
        assertThat(meter.sentBytes()).isEqualTo(8);
        assertThat(latencies).isEmpty();
    }

    @Test
    void members_of_several_slices_are_all_counted() {
        LaneMeter meter = LaneMeter.unread();
        FakeLane metered = new FakeLane(0, meter);
        RoomLane counted = new RoomLane("lobby", metered, 1 << 20, Duration.ZERO);
        int members = 2 * RoomLane.MEMBERS_PER_SLICE + 7;
        for (int i = 0; i < members; i++) {
            counted.add(new FakeConnection(metered), Greeting.NONE, () -> {});
        }
        counted.deliver(1, utf8("m1"));
        metered.turns();
        assertThat(meter.deliveries()).isEqualTo(members);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
