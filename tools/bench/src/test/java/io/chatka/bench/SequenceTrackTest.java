package io.chatka.bench;

import static io.chatka.bench.SequenceTrack.Step.AGAIN;
import static io.chatka.bench.SequenceTrack.Step.AHEAD;
import static io.chatka.bench.SequenceTrack.Step.LATE;
import static io.chatka.bench.SequenceTrack.Step.NEXT;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SequenceTrackTest {
    private final SequenceTrack track = new SequenceTrack(40);

    @Test
    void one_after_the_other_is_in_order() {
        for (long number = 41; number < 300; number++) {
            assertThat(track.accept(number)).isEqualTo(NEXT);
        }
        assertThat(track.last()).isEqualTo(299);
    }

    @Test
    void what_was_skipped_may_come_late_once() {
        assertThat(track.accept(44)).isEqualTo(AHEAD);
        assertThat(track.accept(42)).isEqualTo(LATE);
        assertThat(track.accept(42)).isEqualTo(AGAIN);
        assertThat(track.accept(44)).isEqualTo(AGAIN);
        assertThat(track.accept(45)).isEqualTo(NEXT);
        assertThat(track.accept(41)).isEqualTo(LATE);
    }

    @Test
    void what_was_there_before_the_start_is_no_news() {
        assertThat(track.accept(40)).isEqualTo(AGAIN);
        assertThat(track.accept(39)).isEqualTo(AGAIN);
        assertThat(track.accept(-1_000)).isEqualTo(AGAIN);
    }

    @Test
    void jumps_as_wide_as_the_memory_are_kept_apart() {
        for (int jump : new int[] {2, 62, 63, 64, 65, 1_000}) {
            SequenceTrack fresh = new SequenceTrack(0);
            assertThat(fresh.accept(jump)).isEqualTo(AHEAD);
            assertThat(fresh.accept(jump - 1)).isEqualTo(LATE);
            assertThat(fresh.accept(jump)).isEqualTo(AGAIN);
            assertThat(fresh.accept(jump - 100)).isEqualTo(AGAIN);
        }
    }

    @Test
    void what_was_announced_not_to_come_is_not_missed() {
        track.skipTo(50);
        assertThat(track.accept(45)).isEqualTo(AGAIN);
        assertThat(track.accept(51)).isEqualTo(NEXT);
        track.skipTo(30);
        assertThat(track.accept(52)).isEqualTo(NEXT);
    }
}
