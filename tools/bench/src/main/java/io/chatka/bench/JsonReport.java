package io.chatka.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatka.tools.Results;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * The results for machines. Times in milliseconds where the name says so; what is unknown is null.
 */
final class JsonReport {
    private static final double[] PERCENTILES = {50, 90, 95, 99, 99.9, 99.99};
    private static final String[] NAMES = {"p50", "p90", "p95", "p99", "p999", "p9999"};

    private JsonReport() {}

    static String of(Report report) {
        Report.Context context = report.context();
        ObjectNode json = Results.json()
                .put("tool", "chatka bench " + Main.version())
                .put("at", context.at().toString())
                .put("url", context.url())
                .put("clean", report.clean())
                .put("interrupted", report.interrupted());
        context.environment().forEach(json.putObject("environment")::put);
        ArrayNode findings = json.putArray("findings");
        for (Finding finding : report.findings()) {
            findings.addObject()
                    .put("weight", finding.weight().name().toLowerCase(Locale.ROOT))
                    .put("text", finding.text());
        }
        ArrayNode rows = json.putArray("rows");
        report.rows().forEach(row -> row(rows.addObject(), row));
        ArrayNode points = json.putArray("timeline");
        report.timeline().points().forEach(point -> point(points.addObject(), point));
        return json.toPrettyString() + '\n';
    }

    private static void row(ObjectNode json, Row row) {
        if (!row.label().isEmpty()) {
            json.put("label", row.label()).put("reading", row.reading());
        }
        Plan plan = row.plan();
        json.putObject("plan")
                .put("text", plan.describe())
                .put("dialect", plan.target().dialect().toString())
                .put("users", plan.people().users())
                .put("rooms", plan.people().rooms())
                .put("publishers", plan.people().publishers())
                .put("size", plan.size())
                .put("ramp", plan.generator().ramp())
                .put("threads", plan.generator().threads());
        boolean burst = plan.load() instanceof Plan.Burst;
        number(json, "allReceivedMillis", burst ? row.median(Summary::allMillis) : Double.NaN);
        number(json, "cpuMicrosPerDelivery", row.median(Result::cpuPerDelivery));
        histogram(json, "latencyMillis", row.histogram(result -> result.latencies()
                .delivery()));
        histogram(json, "completeMillis", row.histogram(result -> result.latencies()
                .complete()));
        ArrayNode runs = json.putArray("runs");
        row.results().forEach(result -> result(runs.addObject(), result));
    }

    private static void result(ObjectNode json, Result result) {
        json.put("clean", result.clean()).put("cut", result.cut());
        connects(json.putObject("connects"), result.connects());
        Result.Traffic traffic = result.traffic();
        json.put("published", traffic.published()).put("deliveries", traffic.deliveries());
        number(json, "seconds", traffic.seconds());
        number(json, "publishedPerSecond", traffic.publishedPerSecond());
        number(json, "deliveriesPerSecond", traffic.deliveriesPerSecond());
        number(json, "bytesPerDelivery", traffic.bytesPerDelivery());
        boolean burst = result.plan().load() instanceof Plan.Burst;
        number(json, "allReceivedMillis", burst ? Summary.allMillis(result) : Double.NaN);
        Result.Latencies latencies = result.latencies();
        histogram(json, "latencyMillis", latencies.delivery());
        histogram(json, "completeMillis", latencies.complete());
        histogram(json, "sentLateMillis", latencies.late());
        histogram(json, "eventLoopLagMillis", latencies.lag());
        checks(json.putObject("checks"), result.verdict());
        result.errors().forEach(json.putObject("errors")::put);
        costs(json.putObject("costs"), result.costs());
    }

    private static void connects(ObjectNode json, Result.Connects connects) {
        json.put("joined", connects.joined())
                .put("failed", connects.failed())
                .put("unavailable503", connects.unavailable())
                .put("dropped", connects.dropped());
        number(json, "seconds", connects.seconds());
        histogram(json, "connectMillis", connects.connect());
        histogram(json, "joinedMillis", connects.join());
    }

    private static void costs(ObjectNode json, Result.Costs costs) {
        number(json, "seconds", costs.seconds());
        number(json, "serverCpuSeconds", costs.serverCpu());
        number(json, "serverMemoryBytes", costs.serverMemory());
        number(json, "generatorBusy", costs.generatorBusy());
        number(json, "machineBusy", costs.machineBusy());
        number(json, "othersBusy", costs.othersBusy());
    }

    private static void checks(ObjectNode json, Verdict verdict) {
        Faults faults = verdict.faults();
        json.put("expected", verdict.expected())
                .put("lost", verdict.lost())
                .put("skippedSilently", faults.missing)
                .put("duplicates", faults.duplicates)
                .put("reordered", faults.reordered)
                .put("contradictions", faults.contradictions)
                .put("gapped", faults.gapped)
                .put("newEpochs", faults.epochs)
                .put("unchecked", faults.unchecked);
    }

    private static void point(ObjectNode json, Timeline.Point point) {
        number(json, "at", point.at());
        json.put("users", point.users());
        number(json, "deliveriesPerSecond", point.rate());
        number(json, "p50Millis", point.latency().p50() / 1000);
        number(json, "p99Millis", point.latency().p99() / 1000);
        number(json, "serverCores", point.use().cores());
        number(json, "serverMemoryBytes", point.use().memory());
        number(json, "generatorBusy", point.use().generator());
    }

    private static void histogram(ObjectNode parent, String name, Histogram histogram) {
        ObjectNode json = parent.putObject(name).put("count", histogram.getTotalCount());
        if (histogram.getTotalCount() > 0) {
            number(json, "mean", histogram.getMean() / 1000);
            for (int i = 0; i < PERCENTILES.length; i++) {
                number(json, NAMES[i], histogram.getValueAtPercentile(PERCENTILES[i]) / 1000.0);
            }
            number(json, "max", histogram.getMaxValue() / 1000.0);
        }
    }

    /** JSON has no NaN. */
    private static void number(ObjectNode json, String name, double value) {
        if (Double.isFinite(value)) {
            json.put(name, Math.round(value * 1e6) / 1e6);
        } else {
            json.putNull(name);
        }
    }
}
