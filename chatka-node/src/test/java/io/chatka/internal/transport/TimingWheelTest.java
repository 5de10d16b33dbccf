package io.chatka.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimingWheelTest {
    private final TimingWheel wheel = new TimingWheel();
    private final List<String> expired = new ArrayList<>();

    /** Around the number of slots, and its multiples. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 255, 256, 257, 512, 1_000})
    void an_entry_expires_once_at_its_tick_and_not_before(int ticks) {
        wheel.schedule(entry("a"), ticks);
        advance(ticks - 1);
        assertThat(expired).isEmpty();
        advance(1);
        assertThat(expired).containsExactly("a");
        advance(1_000);
        assertThat(expired).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -5})
    void a_deadline_is_at_least_one_tick_away(long ticks) {
        wheel.schedule(entry("a"), ticks);
        assertThat(expired).isEmpty();
        advance(1);
        assertThat(expired).containsExactly("a");
    }

    @Test
    void a_new_deadline_takes_the_place_of_the_old() {
        TimingWheel.Entry entry = entry("a");
        wheel.schedule(entry, 3);
        advance(2);
        wheel.schedule(entry, 3);
        advance(2);
        assertThat(expired).isEmpty();
        advance(1);
        assertThat(expired).containsExactly("a");
    }

    @Test
    void an_entry_that_is_cancelled_never_expires_and_its_neighbours_do() {
        List<TimingWheel.Entry> entries =
                IntStream.range(0, 5).mapToObj(i -> entry(String.valueOf(i))).toList();
        entries.forEach(entry -> wheel.schedule(entry, 7));
        // The first of the slot, the last, and one between.
        wheel.cancel(entries.get(0));
        wheel.cancel(entries.get(4));
        wheel.cancel(entries.get(2));
        wheel.cancel(entries.get(2));
        advance(7);
        assertThat(expired).containsExactlyInAnyOrder("1", "3");
    }

    @Test
    void to_cancel_what_was_never_scheduled_does_nothing() {
        wheel.cancel(entry("a"));
        advance(300);
        assertThat(expired).isEmpty();
    }

    @Test
    void an_entry_may_schedule_itself_again_when_it_expires() {
        wheel.schedule(
                new TimingWheel.Entry() {
                    @Override
                    void expired() {
                        expired.add("at " + wheel.now());
                        wheel.schedule(this, 256);
                    }
                },
                256);
        advance(3 * 256);
        assertThat(expired).containsExactly("at 256", "at 512", "at 768");
    }

    @Test
    void entries_that_are_due_together_all_expire_even_if_one_schedules_another() {
        TimingWheel.Entry other = entry("other");
        for (int i = 0; i < 3; i++) {
            wheel.schedule(
                    new TimingWheel.Entry() {
                        @Override
                        void expired() {
                            expired.add("one");
                            wheel.schedule(other, 256);
                        }
                    },
                    1);
        }
        advance(1);
        assertThat(expired).containsExactly("one", "one", "one");
        advance(256);
        assertThat(expired).endsWith("other").hasSize(4);
    }

    @Test
    void many_entries_expire_each_at_its_own_tick() {
        Random random = new Random(7);
        long[] deadlines = new long[2_000];
        int[] calls = new int[deadlines.length];
        List<TimingWheel.Entry> entries = new ArrayList<>();
        for (int i = 0; i < deadlines.length; i++) {
            int number = i;
            entries.add(new TimingWheel.Entry() {
                @Override
                void expired() {
                    assertThat(wheel.now()).isEqualTo(deadlines[number]);
                    calls[number]++;
                }
            });
        }
        int expected = 0;
        for (int tick = 0; tick < 1_000; tick++) {
            for (int n = 0; n < 20; n++) {
                int number = random.nextInt(deadlines.length);
                if (random.nextInt(4) == 0) {
                    wheel.cancel(entries.get(number));
                    deadlines[number] = 0;
                } else {
                    deadlines[number] = wheel.now() + 1 + random.nextInt(600);
                    wheel.schedule(entries.get(number), deadlines[number] - wheel.now());
                }
            }
            for (long deadline : deadlines) {
                expected += deadline == wheel.now() + 1 ? 1 : 0;
            }
            wheel.advance();
        }
        assertThat(IntStream.of(calls).sum()).isEqualTo(expected).isGreaterThan(1_000);
    }

    private TimingWheel.Entry entry(String name) {
        return new TimingWheel.Entry() {
            @Override
            void expired() {
                expired.add(name);
            }
        };
    }

    private void advance(int ticks) {
        for (int i = 0; i < ticks; i++) {
            wheel.advance();
        }
    }
}
