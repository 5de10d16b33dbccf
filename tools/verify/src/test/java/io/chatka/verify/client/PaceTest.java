package io.chatka.verify.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long MILLI = 1_000_000;

    @Test
    void the_fullest_second_counts_wherever_it_begins() {
        Pace pace = new Pace();
        for (long at : new long[] {0, 600, 1_200, 1_300, 1_599, 1_600, 5_000}) {
            pace.one(at * MILLI);
        }
        assertThat(pace.most()).isEqualTo(4);
        pace.reset();
        assertThat(pace.most()).isZero();
    }
}
