package io.chatka.bench;

import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** The results as text. */
final class Summary {
    private final StringBuilder text = new StringBuilder();

    private Summary() {}

    static String of(Report report) {
        Summary summary = new Summary();
        if (report.interrupted()) {
            summary.line("Stopped early; the results so far:");
        }
        if (report.table()) {
            summary.table(report.rows());
        } else {
            report.rows().forEach(summary::row);
        }
        summary.findings(report);
        return summary.text.toString();
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private void row(Row row) {
        Histogram delivery = row.histogram(result -> result.latencies().delivery());
        Histogram connect = row.histogram(result -> result.connects().connect());
        Histogram join = row.histogram(result -> result.connects().join());
        line("");
        line(
                "users       %,d of %,d joined in %s s",
                row.sum(result -> (long) result.connects().joined())
                        / row.results().size(),
                row.plan().people().users(),
                Texts.number(row.median(result -> result.connects().seconds())));
        latency("connect", connect);
        latency("joined", join);
        line(
                "published   %,d messages, %s a second",
                row.sum(result -> result.traffic().published()),
                Texts.number(row.median(result -> result.traffic().publishedPerSecond())));
        line(
                "delivered   %,d, %s a second, %s bytes each",
                delivery.getTotalCount(),
                Texts.number(row.median(result -> result.traffic().deliveriesPerSecond())),
                Texts.number(row.median(result -> result.traffic().bytesPerDelivery())));
        latency("latency", delivery);
        latency("to all", row.histogram(result -> result.latencies().complete()));
        if (row.plan().load() instanceof Plan.Burst) {
            line("everybody has everything after %s ms", Texts.number(row.median(Summary::allMillis)));
        }
        line(
                "checked     %,d deliveries expected: %,d lost, %,d twice, %,d out of order, %,d left out with a gap",
                row.sum(result -> result.verdict().expected()),
                row.sum(result -> result.verdict().lost()),
                row.sum(result -> result.verdict().faults().duplicates),
                row.sum(Summary::disorder),
                row.sum(result -> result.verdict().faults().gapped));
        costs(row);
    }

    private void latency(String name, Histogram histogram) {
        if (histogram.getTotalCount() > 0) {
            line(
                    "%-11s p50 %s  p90 %s  p99 %s  p99.9 %s  max %s ms",
                    name,
                    at(histogram, 50),
                    at(histogram, 90),
                    at(histogram, 99),
                    at(histogram, 99.9),
                    Texts.millis(histogram.getMaxValue()));
        }
    }

    private static String at(Histogram histogram, double percentile) {
        return Texts.millis(histogram.getValueAtPercentile(percentile));
    }

    private void costs(Row row) {
        double perDelivery = row.median(Result::cpuPerDelivery);
        if (!Double.isNaN(perDelivery)) {
            line(
                    "server      %s µs of CPU per delivery, %s of a core, %s of memory",
                    Texts.number(perDelivery),
                    Texts.percent(row.median(result ->
                            result.costs().serverCpu() / result.costs().seconds())),
                    Texts.bytes(row.median(result -> result.costs().serverMemory())));
        }
        line(
                "generator   %s of its busiest thread; the machine %s busy",
                Texts.percent(row.median(result -> result.costs().generatorBusy())),
                Texts.percent(row.median(result -> result.costs().machineBusy())));
    }

    /** Until everybody had everything, in milliseconds; NaN if that never happened. */
    static double allMillis(Result result) {
        return result.traffic().deliveries() == 0
                        || result.verdict().lost() > 0
                        || result.verdict().faults().gapped > 0
                ? Double.NaN
                : result.traffic().seconds() * 1000;
    }

    static long disorder(Result result) {
        return result.verdict().faults().reordered + result.verdict().faults().contradictions;
    }

    private void table(List<Row> rows) {
        String reading = "";
        for (Row row : rows) {
            if (!row.reading().equals(reading)) {
                reading = row.reading();
                line("");
                line(
                        "%-15s %13s %13s %13s %21s %9s %8s %11s",
                        reading,
                        "connect mean",
                        "connect p95",
                        "all have all",
                        "(best .. worst)",
                        "lat. p99",
                        "lost",
                        "CPU/deliv.");
            }
            Histogram connect = row.histogram(result -> result.connects().connect());
            line(
                    "%-15s %10s ms %10s ms %10s ms %21s %6s ms %8s %8s µs",
                    row.label(),
                    Texts.millis(connect.getMean()),
                    Texts.millis(connect.getValueAtPercentile(95)),
                    Texts.number(row.median(Summary::allMillis)),
                    "(" + Texts.number(row.lowest(Summary::allMillis)) + " .. "
                            + Texts.number(row.highest(Summary::allMillis)) + ")",
                    at(row.histogram(result -> result.latencies().delivery()), 99),
                    Texts.number(row.sum(result -> result.verdict().lost())),
                    Texts.number(row.median(Result::cpuPerDelivery)));
        }
    }

    private void findings(Report report) {
        line("");
        report.context().environment().forEach((name, value) -> line("%-11s %s", name.toLowerCase(Locale.ROOT), value));
        line("");
        for (Finding finding : report.findings()) {
            String mark =
                    switch (finding.weight()) {
                        case FAULT -> "FAULT    ";
                        case WARNING -> "WARNING  ";
                        case NOTE -> "         ";
                    };
            line("%s%s", mark, finding.text());
        }
        line("%s", report.verdict());
    }
}
