package io.chatka.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** The results for machines. Times in milliseconds where the name says so; what is unknown is null. */
final class JsonReport {
    private static final double[] PERCENTILES = {50, 90, 95, 99, 99.9, 99.99};
    private static final String[] NAMES = {"p50", "p90", "p95", "p99", "p999", "p9999"};

    private final JsonGenerator json;

    private JsonReport(JsonGenerator json) {
        this.json = json;
    }

    static String of(Report report) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.useDefaultPrettyPrinter();
            new JsonReport(json).report(report);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.append('\n').toString();
    }

    private void report(Report report) throws IOException {
        json.writeStartObject();
        json.writeStringField("tool", "chatka bench " + Main.version());
        json.writeStringField("at", report.at().toString());
        json.writeStringField("url", report.url());
        json.writeBooleanField("clean", report.clean());
        json.writeBooleanField("interrupted", report.interrupted());
        json.writeObjectFieldStart("environment");
        for (Map.Entry<String, String> entry : report.environment().entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("findings");
        for (Finding finding : report.findings()) {
            json.writeStartObject();
            json.writeStringField("weight", finding.weight().name().toLowerCase(java.util.Locale.ROOT));
            json.writeStringField("text", finding.text());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("rows");
        for (Row row : report.rows()) {
            row(row);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("timeline");
        for (Timeline.Point point : report.timeline().points()) {
            point(point);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void row(Row row) throws IOException {
        json.writeStartObject();
        if (!row.label().isEmpty()) {
            json.writeStringField("label", row.label());
            json.writeStringField("reading", row.reading());
        }
        Plan plan = row.plan();
        json.writeObjectFieldStart("plan");
        json.writeStringField("text", plan.describe());
        json.writeStringField("dialect", plan.target().dialect().toString());
        json.writeNumberField("users", plan.users());
        json.writeNumberField("rooms", plan.rooms());
        json.writeNumberField("publishers", plan.publishers());
        json.writeNumberField("size", plan.size());
        json.writeNumberField("ramp", plan.ramp());
        json.writeNumberField("threads", plan.threads());
        json.writeEndObject();
        number(
                "allReceivedMillis",
                row.plan().load() instanceof Plan.Burst ? row.median(Summary::allMillis) : Double.NaN);
        number("cpuMicrosPerDelivery", row.median(Result::cpuPerDelivery));
        histogram("latencyMillis", row.histogram(result -> result.latencies().delivery()));
        histogram("completeMillis", row.histogram(result -> result.latencies().complete()));
        json.writeArrayFieldStart("runs");
        for (Result result : row.results()) {
            result(result);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void result(Result result) throws IOException {
        json.writeStartObject();
        json.writeBooleanField("clean", result.clean());
        json.writeStringField("cut", result.cut());
        Result.Connects connects = result.connects();
        json.writeObjectFieldStart("connects");
        json.writeNumberField("joined", connects.joined());
        json.writeNumberField("failed", connects.failed());
        json.writeNumberField("unavailable503", connects.unavailable());
        json.writeNumberField("dropped", connects.dropped());
        number("seconds", connects.seconds());
        histogram("connectMillis", connects.connect());
        histogram("joinedMillis", connects.join());
        json.writeEndObject();
        Result.Traffic traffic = result.traffic();
        json.writeNumberField("published", traffic.published());
        json.writeNumberField("deliveries", traffic.deliveries());
        number("seconds", traffic.seconds());
        number("publishedPerSecond", traffic.publishedPerSecond());
        number("deliveriesPerSecond", traffic.deliveriesPerSecond());
        number("bytesPerDelivery", traffic.bytesPerDelivery());
        number(
                "allReceivedMillis",
                result.plan().load() instanceof Plan.Burst ? Summary.allMillis(result) : Double.NaN);
        histogram("latencyMillis", result.latencies().delivery());
        histogram("completeMillis", result.latencies().complete());
        histogram("sentLateMillis", result.latencies().late());
        histogram("eventLoopLagMillis", result.latencies().lag());
        checks(result.verdict());
        json.writeObjectFieldStart("errors");
        for (Map.Entry<String, Long> error : result.errors().entrySet()) {
            json.writeNumberField(error.getKey(), error.getValue());
        }
        json.writeEndObject();
        Result.Costs costs = result.costs();
        json.writeObjectFieldStart("costs");
        number("seconds", costs.seconds());
        number("serverCpuSeconds", costs.serverCpu());
        number("serverMemoryBytes", costs.serverMemory());
        number("generatorBusy", costs.generatorBusy());
        number("machineBusy", costs.machineBusy());
        number("othersBusy", costs.othersBusy());
        json.writeEndObject();
        json.writeEndObject();
    }

    private void checks(Verdict verdict) throws IOException {
        json.writeObjectFieldStart("checks");
        json.writeNumberField("expected", verdict.expected());
        json.writeNumberField("lost", verdict.lost());
        json.writeNumberField("skippedSilently", verdict.faults().missing);
        json.writeNumberField("duplicates", verdict.faults().duplicates);
        json.writeNumberField("reordered", verdict.faults().reordered);
        json.writeNumberField("contradictions", verdict.faults().contradictions);
        json.writeNumberField("gapped", verdict.faults().gapped);
        json.writeNumberField("newEpochs", verdict.faults().epochs);
        json.writeNumberField("unchecked", verdict.faults().unchecked);
        json.writeEndObject();
    }

    private void point(Timeline.Point point) throws IOException {
        json.writeStartObject();
        number("at", point.at());
        json.writeNumberField("users", point.users());
        number("deliveriesPerSecond", point.rate());
        number("p50Millis", point.p50() / 1000);
        number("p99Millis", point.p99() / 1000);
        number("serverCores", point.cores());
        number("serverMemoryBytes", point.memory());
        number("generatorBusy", point.generator());
        json.writeEndObject();
    }

    private void histogram(String name, Histogram histogram) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("count", histogram.getTotalCount());
        if (histogram.getTotalCount() > 0) {
            number("mean", histogram.getMean() / 1000);
            for (int i = 0; i < PERCENTILES.length; i++) {
                number(NAMES[i], histogram.getValueAtPercentile(PERCENTILES[i]) / 1000.0);
            }
            number("max", histogram.getMaxValue() / 1000.0);
        }
        json.writeEndObject();
    }

    /** JSON has no NaN. */
    private void number(String name, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumberField(name, Math.round(value * 1e6) / 1e6);
        } else {
            json.writeNullField(name);
        }
    }
}
