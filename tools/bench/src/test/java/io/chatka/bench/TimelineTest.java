package io.chatka.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimelineTest {
    @Test
    void day_long_run_has_a_bounded_number_of_points_and_loses_no_delivery() {
        Timeline timeline = new Timeline();
        int quarters = 4 * 86_400;
        for (int i = 1; i <= quarters; i++) {
            Timeline.Latency latency = new Timeline.Latency(100, i == 777 ? 9_999 : 200, 300);
            timeline.add(new Timeline.Point(i * 0.25, 0.25, 10, 5, latency, new Timeline.Use(0.5, 1e6, 0.1)));
        }
        assertThat(timeline.points()).hasSizeBetween(Timeline.MOST / 2, Timeline.MOST);
        assertThat(timeline.points().get(0).rate()).isEqualTo(40);
        assertThat(timeline.points().get(0).use().cores()).isEqualTo(0.5);
        assertThat(timeline.points()).anyMatch(point -> point.latency().p99() == 9_999);
        Timeline.Point last = timeline.points().get(timeline.points().size() - 1);
        assertThat(timeline.points().stream()
                        .mapToLong(Timeline.Point::deliveries)
                        .sum())
                .isEqualTo(Math.round(last.at() * 40));
    }

    @Test
    void interval_without_deliveries_does_not_hide_its_neighbour_s_latency() {
        Timeline timeline = new Timeline();
        for (int i = 1; i <= Timeline.MOST; i++) {
            double micros = i % 2 == 0 ? Double.NaN : 500;
            Timeline.Latency latency = new Timeline.Latency(micros, micros, micros);
            timeline.add(new Timeline.Point(i, 1, 1, 1, latency, new Timeline.Use(0, 0, 0)));
        }
        assertThat(timeline.points())
                .hasSize(Timeline.MOST / 2)
                .allMatch(point -> point.latency().p99() == 500);
    }
}
