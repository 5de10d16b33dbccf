package io.chatka.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ScaleTest {
    private static final Offset<Double> CLOSE = Offset.offset(1e-6);

    @Test
    void linear_ends_at_a_round_number() {
        assertThat(Scale.linear(73_000, 4, Texts::axis).ticks())
                .extracting(Scale.Tick::label)
                .containsExactly("0", "20k", "40k", "60k", "80k");
        assertThat(Scale.linear(0.13, 4, Texts::axis).ticks())
                .extracting(Scale.Tick::label)
                .containsExactly("0", "0.05", "0.1", "0.15");
        assertThat(Scale.linear(0, 4, Texts::axis).at(0)).isZero();
    }

    @Test
    void every_nine_is_as_long_as_the_one_before() {
        Scale scale = Scale.nines(4);
        assertThat(scale.at(2) - scale.at(1)).isEqualTo(scale.at(4) - scale.at(3), CLOSE);
        assertThat(scale.ticks())
                .extracting(Scale.Tick::label)
                .containsExactly("0 %", "50 %", "90 %", "99 %", "99.9 %", "99.99 %");
    }

    @Test
    void logarithm_holds_all_values() {
        for (double low : new double[] {0.03, 0.2, 1, 4.9, 99}) {
            for (double factor : new double[] {1, 3, 40, 1e4}) {
                Scale scale = Scale.log(low, low * factor, Texts::axis);
                assertThat(scale.at(low)).isBetween(-1e-6, 1.0);
                assertThat(scale.at(low * factor)).isBetween(0.0, 1 + 1e-6);
                assertThat(scale.ticks()).hasSizeBetween(2, 9);
            }
        }
    }
}
