package io.chatka.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands below an axis can be read, on a phone, too. */
class LineChartTest {
    private static final Pattern PERCENTILE =
            Pattern.compile("<text class=\"([^\"]*)\" x=\"([0-9.]+)\"[^>]*>([0-9.]+ %)</text>");
    private static final double HALF_CHARACTER = 3.3;

    @ParameterizedTest
    @ValueSource(doubles = {1, 2, 3, 4, 4.3, 5, 5.1, 6, 7})
    void labels_doNotOverlapAndDoNotStickOut(double nines) {
        LineChart chart = new LineChart(Scale.nines(nines), Scale.linear(100, 4, Texts::axis), List.of(), List.of());
        for (int width = 300; width <= 1200; width += 10) {
            double free = 0;
            int labels = 0;
            Matcher label = PERCENTILE.matcher(chart.svg("a chart", width, 260));
            for (; label.find(); labels++) {
                boolean end = label.group(1).contains("end");
                double at = Double.parseDouble(label.group(2));
                double half = label.group(3).length() * HALF_CHARACTER;
                assertThat(end ? at - 2 * half : at - half)
                        .as("%s nines, %s wide", nines, width)
                        .isGreaterThanOrEqualTo(free);
                free = end ? at : at + half;
                assertThat(free).isLessThanOrEqualTo(width);
            }
            assertThat(labels).isGreaterThanOrEqualTo(2);
        }
    }
}
