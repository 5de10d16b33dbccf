package io.chatka.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** The results as one page that needs nothing else: no script, no font, no network. */
final class HtmlReport {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH);

    private final Report report;
    private final Charts charts;

    private HtmlReport(Report report) {
        this.report = report;
        this.charts = new Charts(report);
    }

    static String of(Report report) {
        return new HtmlReport(report).page();
    }

    private String page() {
        Row first = report.rows().isEmpty() ? null : report.rows().get(0);
        String body = first == null ? "" : report.table() ? table() : run(first);
        String title = report.table()
                ? "Users and messages, read both ways"
                : first == null ? "Nothing" : first.plan().describe();
        String when = TIME.format(report.context().at().atOffset(ZoneOffset.UTC));
        return resource("report.html")
                .replace("{{style}}", resource("report.css"))
                .replace("{{title}}", Html.escape(capital(title)))
                .replace(
                        "{{where}}",
                        Html.escape(report.context().url() + " · " + when
                                + (report.interrupted() ? " · stopped early" : "")))
                .replace("{{verdict}}", verdict())
                .replace("{{findings}}", findings())
                .replace("{{body}}", body)
                .replace("{{environment}}", environment());
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private String verdict() {
        return "<p class=\"verdict " + (report.clean() ? "good" : "bad") + "\">" + report.verdict() + "</p>";
    }

    private String findings() {
        StringBuilder out = new StringBuilder();
        for (Finding finding : report.findings()) {
            if (finding.weight() != Finding.Weight.NOTE) {
                out.append("<li class=\"").append(finding.weight() == Finding.Weight.FAULT ? "bad" : "careful");
                out.append("\">").append(Html.escape(capital(finding.text()))).append("</li>\n");
            }
        }
        return out.isEmpty() ? "" : "<ul class=\"findings\">\n" + out + "</ul>";
    }

    private String run(Row row) {
        Histogram delivery = row.histogram(result -> result.latencies().delivery());
        boolean any = delivery.getTotalCount() > 0;
        StringBuilder out = new StringBuilder("<section class=\"figures\">\n");
        if (any) {
            out.append(Html.figure(
                    "Latency, median",
                    Texts.millis(delivery.getValueAtPercentile(50)),
                    "ms",
                    "half of the deliveries were faster"));
            out.append(Html.figure(
                    "Latency, 99 %",
                    Texts.millis(delivery.getValueAtPercentile(99)),
                    "ms",
                    "the slowest took " + Texts.millis(delivery.getMaxValue()) + " ms"));
        }
        if (row.plan().load() instanceof Plan.Burst) {
            out.append(Html.figure(
                    "Everybody has everything",
                    Texts.number(row.median(Summary::allMillis)),
                    "ms",
                    "after the first message"));
        }
        out.append(Html.figure(
                "Deliveries",
                Texts.shortNumber(row.median(result -> result.traffic().deliveriesPerSecond())),
                "/s",
                Texts.number(delivery.getTotalCount()) + " measured"));
        Histogram join = row.histogram(result -> result.connects().join());
        out.append(Html.figure(
                "Users",
                Texts.shortNumber(row.median(result -> result.connects().joined())),
                "",
                "joined in " + Texts.millis(join.getValueAtPercentile(50)) + " ms each (median)"));
        if (report.context().serverSeen()) {
            out.append(Html.figure(
                    "Server CPU", Texts.number(row.median(Result::cpuPerDelivery)), "µs", "for each delivery"));
            out.append(Html.figure(
                    "Server memory",
                    Texts.bytes(row.median(result -> result.costs().serverMemory()))
                            .replaceAll(" .*", ""),
                    Texts.bytes(row.median(result -> result.costs().serverMemory()))
                            .replaceAll(".* ", ""),
                    "resident at the end"));
        }
        out.append("</section>\n<section class=\"charts\">\n");
        out.append(charts.percentiles(row)).append(charts.rate()).append(charts.latency());
        out.append(charts.cpu()).append(charts.memory());
        out.append("</section>\n<section class=\"card\"><h2>Milliseconds</h2>\n");
        out.append(Html.table(
                List.of("", "50 %", "90 %", "99 %", "99.9 %", "99.99 %", "slowest", "number"),
                List.of(
                        percentiles("delivery", delivery),
                        percentiles("to every member", row.histogram(result -> result.latencies()
                                .complete())),
                        percentiles("TCP and WebSocket handshake", row.histogram(result -> result.connects()
                                .connect())),
                        percentiles("connect and join", join),
                        percentiles("sent too late by", row.histogram(result -> result.latencies()
                                .late())),
                        percentiles("generator's lag", row.histogram(result -> result.latencies()
                                .lag())))));
        out.append("</section>\n<section class=\"card\"><h2>Checked</h2>\n");
        out.append(checks(report.rows()));
        return out.append("</section>\n").toString();
    }

    private static List<String> percentiles(String name, Histogram histogram) {
        if (histogram.getTotalCount() == 0) {
            return List.of(name, "", "", "", "", "", "", "0");
        }
        return List.of(
                name,
                Texts.millis(histogram.getValueAtPercentile(50)),
                Texts.millis(histogram.getValueAtPercentile(90)),
                Texts.millis(histogram.getValueAtPercentile(99)),
                Texts.millis(histogram.getValueAtPercentile(99.9)),
                Texts.millis(histogram.getValueAtPercentile(99.99)),
                Texts.millis(histogram.getMaxValue()),
                Texts.number(histogram.getTotalCount()));
    }

    private static String checks(List<Row> rows) {
        return Html.table(
                List.of(
                        "",
                        "expected",
                        "lost",
                        "twice",
                        "out of order",
                        "left out, told by a gap",
                        "users in",
                        "not in",
                        "connections lost"),
                rows.stream().map(HtmlReport::checks).toList());
    }

    private static List<String> checks(Row row) {
        return List.of(
                row.label().isEmpty() ? "deliveries" : row.label() + " " + row.reading(),
                Texts.number(row.sum(result -> result.verdict().expected())),
                Texts.number(row.sum(result -> result.verdict().lost())),
                Texts.number(row.sum(result -> result.verdict().faults().duplicates)),
                Texts.number(row.sum(Summary::disorder)),
                Texts.number(row.sum(result -> result.verdict().faults().gapped)),
                Texts.number(row.sum(result -> (long) result.connects().joined())),
                Texts.number(row.sum(result -> (long) result.connects().failed())),
                Texts.number(row.sum(result -> (long) result.connects().dropped())));
    }

    private String table() {
        StringBuilder out = new StringBuilder("<section class=\"charts\">\n");
        Scale scale = Charts.scale(report.rows());
        List<String> readings = List.of(Preset.USERS_MESSAGES, Preset.MESSAGES_USERS);
        for (String reading : readings) {
            out.append(charts.everybody(reading, rows(reading), scale));
        }
        out.append("</section>\n");
        for (String reading : readings) {
            out.append("<section class=\"card\"><h2>")
                    .append(capital(reading))
                    .append("</h2>\n")
                    .append(Html.table(
                            List.of(
                                    "",
                                    "all have all",
                                    "best",
                                    "worst",
                                    "latency, 50 %",
                                    "latency, 99 %",
                                    "connect, mean",
                                    "connect, 95 %",
                                    "CPU per delivery"),
                            rows(reading).stream().map(HtmlReport::line).toList()))
                    .append("</section>\n");
        }
        out.append("<section class=\"charts\">\n");
        for (String reading : readings) {
            out.append(charts.percentiles(reading, rows(reading)));
        }
        out.append(charts.cpu()).append(charts.memory());
        out.append("</section>\n<section class=\"card\"><h2>Checked</h2>\n");
        return out.append(checks(report.rows())).append("</section>\n").toString();
    }

    private List<Row> rows(String reading) {
        return report.rows().stream()
                .filter(row -> row.reading().equals(reading))
                .toList();
    }

    private static List<String> line(Row row) {
        Histogram connect = row.histogram(result -> result.connects().connect());
        Histogram delivery = row.histogram(result -> result.latencies().delivery());
        double cpu = row.median(Result::cpuPerDelivery);
        return List.of(
                row.label(),
                Texts.number(row.median(Summary::allMillis)) + " ms",
                Texts.number(row.lowest(Summary::allMillis)) + " ms",
                Texts.number(row.highest(Summary::allMillis)) + " ms",
                Texts.millis(delivery.getValueAtPercentile(50)) + " ms",
                Texts.millis(delivery.getValueAtPercentile(99)) + " ms",
                Texts.millis(connect.getMean()) + " ms",
                Texts.millis(connect.getValueAtPercentile(95)) + " ms",
                Double.isNaN(cpu) ? "" : Texts.number(cpu) + " µs");
    }

    private String environment() {
        StringBuilder out = new StringBuilder();
        for (Map.Entry<String, String> entry : report.context().environment().entrySet()) {
            out.append("<dt>").append(Html.escape(entry.getKey())).append("</dt><dd>");
            out.append(Html.escape(entry.getValue())).append("</dd>\n");
        }
        return out.toString();
    }

    private static String resource(String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
