package io.chatka.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Results as a run would have them. */
final class Samples {
    static final Plan PLAN = new Plan(
            Target.parse("ws://127.0.0.1:8000", Dialects.CHATKA),
            new Plan.People(100, 1, 100, 0),
            new Plan.Rate(50, Duration.ofSeconds(10), Duration.ofSeconds(1), 0),
            128,
            new Plan.Generator(500, 1, Duration.ofSeconds(10)));

    static final Result.Costs QUIET = new Result.Costs(10, 1.5, 1e8, 0.3, 0.4, 0.05);

    private Samples() {}

    static Result result(Result.Costs costs, long lateMicros, Faults faults, int failed, Map<String, Long> errors) {
        Histogram delivery = histogram(50_000, 2_000);
        return new Result(
                PLAN,
                new Result.Connects(
                        100 - failed,
                        failed,
                        failed,
                        0,
                        0.2,
                        histogram(100, 800),
                        histogram(100, 1_200),
                        failed == 0 ? null : "HTTP/1.1 503 Service Unavailable"),
                new Result.Traffic(500, 10, 50_000, 10, 300),
                new Result.Latencies(delivery, histogram(500, 3_000), histogram(500, lateMicros), histogram(40, 100)),
                new Verdict(50_000, faults.missing, faults),
                errors,
                costs,
                null);
    }

    static Result clean() {
        return result(QUIET, 50, new Faults(), 0, Map.of());
    }

    static Row row(Result result) {
        return new Row("", "", PLAN, List.of(result));
    }

    static Report report(List<Row> rows, Timeline timeline, List<Finding> findings) {
        Report.Context context = new Report.Context(Instant.EPOCH, "ws://127.0.0.1:8000", Map.of(), true);
        return new Report(context, rows.size() > 1, rows, timeline, findings, false);
    }

    private static Histogram histogram(int count, long about) {
        Histogram histogram = Meter.histogram();
        for (int i = 0; i < count; i++) {
            histogram.recordValue(about + about * i / count);
        }
        return histogram;
    }
}
