package io.chatka.internal.meter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeavyHittersTest {

    @Test
    void fewer_keys_than_places_are_counted_exactly() {
        HeavyHitters sketch = new HeavyHitters(4);
        sketch.add("a", 1);
        sketch.add("b", 5);
        sketch.add("a", 2);
        assertThat(HeavyHitters.heaviest(List.of(sketch), 10))
                .containsExactly(new HeavyHitters.Hitter("b", 5, 0), new HeavyHitters.Hitter("a", 3, 0));
        assertThat(sketch.unlisted()).isZero();
    }

    @Test
    void a_new_key_takes_the_place_and_the_count_of_the_lightest() {
        HeavyHitters sketch = new HeavyHitters(2);
        sketch.add("heavy", 10);
        sketch.add("light", 3);
        sketch.add("new", 1);
        assertThat(sketch.list())
                .containsExactlyInAnyOrder(
                        new HeavyHitters.Hitter("heavy", 10, 0), new HeavyHitters.Hitter("new", 4, 3));
    }

    @Test
    void clear_forgets_all() {
        HeavyHitters sketch = new HeavyHitters(2);
        sketch.add("a", 1);
        sketch.add("b", 1);
        sketch.add("c", 1);
        sketch.clear();
        assertThat(sketch.list()).isEmpty();
        sketch.add("c", 1);
        assertThat(sketch.list()).containsExactly(new HeavyHitters.Hitter("c", 1, 0));
    }

    /** The paper's guarantees, on a stream where a few keys are heavy and thousands are not. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void bounds_hold_and_no_heavy_key_is_left_out(int sketches) {
        int places = 64;
        Random random = new Random(sketches);
        Map<String, Long> truth = new HashMap<>();
        List<HeavyHitters> all = new ArrayList<>();
        long[] totals = new long[sketches];
        for (int i = 0; i < sketches; i++) {
            all.add(new HeavyHitters(places));
        }
        for (int i = 0; i < 200_000; i++) {
            // Zipf's law, about: key n is n times rarer than key 1.
            String key = "k" + (int) Math.exp(random.nextDouble() * Math.log(5_000));
            long weight = 1 + random.nextInt(9);
            int sketch = random.nextInt(sketches);
            all.get(sketch).add(key, weight);
            totals[sketch] += weight;
            truth.merge(key, weight, Long::sum);
        }
        List<HeavyHitters.Hitter> heaviest = HeavyHitters.heaviest(all, Integer.MAX_VALUE);
        for (HeavyHitters.Hitter hitter : heaviest) {
            assertThat(truth.get(hitter.key()))
                    .as(hitter.toString())
                    .isBetween(hitter.count() - hitter.error(), hitter.count());
        }
        long total = truth.values().stream().mapToLong(Long::longValue).sum();
        Map<String, HeavyHitters.Hitter> listed =
                heaviest.stream().collect(Collectors.toMap(HeavyHitters.Hitter::key, hitter -> hitter));
        truth.forEach((key, weight) -> {
            if (weight > total / places) {
                assertThat(listed).containsKey(key);
            }
        });
        assertThat(heaviest.get(0).key()).isEqualTo("k1");
        assertThat(heaviest).isSortedAccordingTo((a, b) -> Long.compare(b.count(), a.count()));
    }

    @Test
    void what_a_full_sketch_may_have_left_out_is_the_error_of_a_sum() {
        HeavyHitters one = new HeavyHitters(1);
        one.add("a", 7);
        HeavyHitters other = new HeavyHitters(1);
        other.add("b", 2);
        assertThat(HeavyHitters.heaviest(List.of(one, other), 2))
                .containsExactly(new HeavyHitters.Hitter("a", 9, 2), new HeavyHitters.Hitter("b", 9, 7));
    }
}
