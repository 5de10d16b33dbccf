package io.chatka.bench;

import io.chatka.bench.LineChart.Band;
import io.chatka.bench.LineChart.Dot;
import io.chatka.bench.LineChart.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** The charts of a report. */
final class Charts {
    private static final double WIDE = 1060;
    private static final double HALF = 520;
    private static final double PHONE = 350;
    private static final double[] MARKED = {50, 90, 99, 99.9, 99.99};

    /**
     * The few fastest would make all others small: of 60 steps to 90 %, the axis begins at the
     * second.
     */
    private static final int FROM_HERE = 2;

    private final Report report;
    private final List<Timeline.Point> points;
    private final double seconds;

    Charts(Report report) {
        this.report = report;
        this.points = report.timeline().points();
        this.seconds = points.isEmpty() ? 0 : points.get(points.size() - 1).at();
    }

    // --- Latency by percentile

    String percentiles(Row row) {
        List<Line> lines = new ArrayList<>();
        lines.add(line(
                "to a member", 1, row.histogram(result -> result.latencies().delivery())));
        lines.add(line(
                "to every member", 2, row.histogram(result -> result.latencies().complete())));
        return percentiles(
                "How long messages take",
                "By percentile, milliseconds. Further right are rarer and slower"
                        + " deliveries; each step is a tenth of the one before.",
                lines,
                true);
    }

    /** One line for each row of a reading. */
    String percentiles(String reading, List<Row> rows) {
        List<Line> lines = new ArrayList<>();
        for (Row row : rows) {
            lines.add(line(row.label(), lines.size() % 5 + 1, row.histogram(result -> result.latencies()
                    .delivery())));
        }
        return percentiles("How long messages take", reading + ", by percentile, milliseconds", lines, false);
    }

    private static String percentiles(String title, String subtitle, List<Line> all, boolean wide) {
        List<Line> lines = all.stream().filter(line -> line.at().length > 0).toList();
        if (lines.isEmpty()) {
            return "";
        }
        double nines = 0;
        double lowest = Double.MAX_VALUE;
        double highest = 0;
        for (Line line : lines) {
            nines = Math.max(nines, line.at()[line.at().length - 1]);
            lowest = Math.min(lowest, line.values()[FROM_HERE]);
            highest = Math.max(highest, line.values()[line.values().length - 1]);
        }
        Scale y = highest / Math.max(lowest, 0.001) > 30
                ? Scale.log(Math.max(lowest, 0.01), highest, Texts::axis)
                : Scale.linear(highest, 5, Texts::axis);
        LineChart chart = new LineChart(Scale.nines(Math.max(nines, 1)), y, lines, List.of());
        return Html.chart(
                title,
                subtitle,
                Html.legend(lines),
                wide,
                chart.svg(title, wide ? WIDE : HALF, wide ? 340 : 280),
                chart.svg(title, PHONE, 260));
    }

    private static Line line(String name, int color, Histogram histogram) {
        long count = histogram.getTotalCount();
        if (count == 0) {
            return new Line(name, color, false, new double[0], new double[0], List.of());
        }
        double nines = Math.log10(Math.max(count, 2));
        int steps = Math.max(2, (int) (nines * 60));
        double[] at = new double[steps + 1];
        double[] values = new double[steps + 1];
        for (int i = 0; i <= steps; i++) {
            at[i] = nines * i / steps;
            values[i] = histogram.getValueAtPercentile(100 * (1 - Math.pow(10, -at[i]))) / 1000.0;
        }
        List<Dot> dots = new ArrayList<>();
        for (double percentile : MARKED) {
            double place = -Math.log10(1 - percentile / 100);
            if (place < nines) {
                double micros = histogram.getValueAtPercentile(percentile);
                dots.add(new Dot(
                        place, micros / 1000, name + ", " + percentile + " %: " + Texts.millis(micros) + " ms"));
            }
        }
        double most = histogram.getMaxValue();
        dots.add(new Dot(nines, most / 1000, name + ", the slowest: " + Texts.millis(most) + " ms"));
        return new Line(name, color, false, at, values, dots);
    }

    // --- Over time

    String rate() {
        return overTime(
                "Deliveries", "a second, over the time", 1, List.of(line("deliveries", 1, true, Timeline.Point::rate)));
    }

    String latency() {
        return overTime(
                "Latency",
                "milliseconds, over the time",
                1,
                List.of(
                        line("slowest", 6, false, point -> point.latency().max() / 1000),
                        line("99 %", 2, false, point -> point.latency().p99() / 1000),
                        line("50 %", 1, false, point -> point.latency().p50() / 1000)));
    }

    String cpu() {
        List<Line> lines = new ArrayList<>();
        if (report.context().serverSeen()) {
            lines.add(line("server", 1, true, point -> point.use().cores()));
        }
        lines.add(line(
                "generator's busiest thread", 4, false, point -> point.use().generator()));
        return overTime("Processor", "cores' worth of CPU, over the time", 0.1, lines);
    }

    String memory() {
        return report.context().serverSeen()
                ? overTime(
                        "Server memory",
                        "resident, MiB, over the time",
                        1,
                        List.of(line("server", 5, true, point -> point.use().memory() / (1 << 20))))
                : "";
    }

    private Line line(String name, int color, boolean area, ToDoubleFunction<Timeline.Point> value) {
        double[] at = points.stream().mapToDouble(Timeline.Point::at).toArray();
        return new Line(
                name, color, area, at, points.stream().mapToDouble(value).toArray(), List.of());
    }

    private String overTime(String title, String subtitle, double atLeast, List<Line> lines) {
        double highest = atLeast;
        for (Line line : lines) {
            for (double value : line.values()) {
                highest = Double.isNaN(value) ? highest : Math.max(highest, value);
            }
        }
        if (points.size() < 2) {
            return "";
        }
        List<Band> bands = report.table() || report.rows().get(0).results().size() > 1
                ? List.of()
                : report.timeline().phases().stream()
                        .map(phase ->
                                new Band(phase.name(), phase.from(), phase.to(), !"measuring".equals(phase.name())))
                        .toList();
        LineChart large = new LineChart(Scale.time(seconds, 8), Scale.linear(highest, 4, Texts::axis), lines, bands);
        LineChart small = new LineChart(Scale.time(seconds, 5), Scale.linear(highest, 4, Texts::axis), lines, bands);
        return Html.chart(
                title, subtitle, Html.legend(lines), false, large.svg(title, HALF, 230), small.svg(title, PHONE, 220));
    }

    // --- The table

    String everybody(String reading, List<Row> rows, Scale scale) {
        List<RangeChart.Bar> bars = new ArrayList<>();
        for (Row row : rows) {
            double median = row.median(Summary::allMillis);
            String text = Double.isNaN(median) ? "never" : Texts.number(median) + " ms";
            bars.add(new RangeChart.Bar(
                    row.label(),
                    bars.size() % 5 + 1,
                    row.lowest(Summary::allMillis),
                    median,
                    row.highest(Summary::allMillis),
                    text));
        }
        RangeChart chart = new RangeChart(scale, bars);
        String title = "Until everybody has everything";
        return Html.chart(
                title,
                reading + ", milliseconds: median, best and worst",
                "",
                false,
                chart.svg(title, HALF),
                chart.svg(title, PHONE));
    }

    /** The same for both readings, so that they can be compared. */
    static Scale scale(List<Row> rows) {
        double lowest = Double.MAX_VALUE;
        double highest = 1;
        for (Row row : rows) {
            for (Result result : row.results()) {
                double millis = Summary.allMillis(result);
                if (!Double.isNaN(millis)) {
                    lowest = Math.min(lowest, Math.max(millis, 0.01));
                    highest = Math.max(highest, millis);
                }
            }
        }
        return Scale.log(Math.min(lowest, highest), highest, Texts::axis);
    }
}
