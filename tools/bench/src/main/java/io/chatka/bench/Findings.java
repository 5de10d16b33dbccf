package io.chatka.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** Reads the results as an experienced tester would. */
final class Findings {
    private static final double SATURATED = 0.9;
    private static final double MACHINE_FULL = 0.95;
    private static final double OTHERS = 0.1;
    private static final long LATE_MICROS = 5_000;
    private static final double LATE_SHARE = 0.01;
    private static final double RATE_SHORTFALL = 0.98;
    /** Below that, CPU shares say nothing. */
    private static final double LONG_ENOUGH_SECONDS = 1;

    private final List<Finding> findings = new ArrayList<>();
    private final List<Row> rows;

    private Findings(List<Row> rows) {
        this.rows = rows;
    }

    static List<Finding> of(List<Row> rows) {
        Findings findings = new Findings(rows);
        findings.connections();
        findings.errors();
        findings.deliveries();
        findings.generator();
        return List.copyOf(findings.findings);
    }

    private void add(Finding finding) {
        findings.add(finding);
    }

    private long sum(Function<Result, Long> value) {
        return rows.stream().mapToLong(row -> row.sum(value)).sum();
    }

    private void connections() {
        long failed = sum(result -> (long) result.connects().failed());
        long unavailable = sum(result -> (long) result.connects().unavailable());
        long dropped = sum(result -> (long) result.connects().dropped());
        String first = rows.stream()
                .flatMap(row -> row.results().stream())
                .map(result -> result.connects().firstFailure())
                .filter(reason -> reason != null)
                .findFirst()
                .orElse("");
        if (failed > 0) {
            add(Finding.fault(Texts.number(failed) + " users did not get in; the first: " + first));
        }
        if (unavailable > 0) {
            add(Finding.warning(
                    Texts.number(unavailable) + " handshakes were answered with 503: the server was full or took"
                            + " no more handshakes that second. Use a lower --ramp, or start the server with"
                            + " --set chatka.limits.rate=off."));
        }
        if (dropped > 0) {
            add(Finding.fault(
                    Texts.number(dropped) + " connections were lost after they had joined; the first: " + first));
        }
    }

    private void errors() {
        Map<String, Long> errors = new LinkedHashMap<>();
        rows.forEach(row -> row.results()
                .forEach(result -> result.errors().forEach((code, count) -> errors.merge(code, count, Long::sum))));
        Long limited = errors.remove("rate_limited");
        if (limited != null) {
            add(Finding.fault("The server's rate limits refused messages, so these figures are the limit's and not the"
                    + " server's; the run was ended there. Start the server for load tests with: ./chatka serve"
                    + " --set chatka.limits.rate=off"));
        }
        errors.forEach((code, count) -> add(
                Finding.fault("The server answered " + Texts.number(count) + " times with the error " + code + ".")));
    }

    private void deliveries() {
        fault(sum(result -> result.verdict().lost()), " deliveries were lost without a word.");
        fault(sum(result -> result.verdict().faults().duplicates), " deliveries came twice.");
        fault(sum(result -> result.verdict().faults().reordered), " deliveries came out of order.");
        fault(
                sum(result -> result.verdict().faults().contradictions),
                " times a place in a room's order held different messages for different members.");
        fault(
                sum(result -> result.verdict().faults().gapped),
                " deliveries were left out and told by a gap: the server had more for a connection than it keeps for a"
                        + " slow reader.");
        fault(sum(result -> result.verdict().faults().epochs), " times a room started again (a new epoch).");
        long unchecked = sum(result -> result.verdict().faults().unchecked);
        if (unchecked > 0) {
            add(Finding.note(Texts.number(unchecked)
                    + " deliveries came so much later than others' that they could not be" + " compared with them."));
        }
    }

    private void fault(long count, String what) {
        if (count > 0) {
            add(Finding.fault(Texts.number(count) + what));
        }
    }

    private void generator() {
        for (Row row : rows) {
            String where = row.label().isEmpty() ? "" : row.label() + " " + row.reading() + ": ";
            double busy = row.median(known(Result.Costs::generatorBusy));
            double machine = row.median(known(Result.Costs::machineBusy));
            double others = row.median(known(Result.Costs::othersBusy));
            if (busy > SATURATED) {
                add(Finding.warning(where + "the generator was the bottleneck: its event loop was busy "
                        + Texts.percent(busy) + " of the time. The server may be able to do more; give the generator"
                        + " --threads, or a machine of its own."));
            }
            if (others > OTHERS) {
                add(Finding.warning(where + "other programs used " + Texts.percent(others)
                        + " of this machine's processors meanwhile; measure again when it is quiet."));
            } else if (machine > MACHINE_FULL) {
                add(Finding.warning(where + "all processors of this machine were busy: server and generator took them"
                        + " from each other."));
            }
            lateness(row, where);
        }
    }

    private void lateness(Row row, String where) {
        if (!(row.plan().load() instanceof Plan.Rate rate)) {
            return;
        }
        Histogram late = row.histogram(result -> result.latencies().late());
        long all = late.getTotalCount();
        double share = all == 0 ? 0 : late.getCountBetweenValues(LATE_MICROS, late.getMaxValue()) / (double) all;
        if (late.getMaxValue() >= LATE_MICROS && share > LATE_SHARE) {
            add(Finding.warning(
                    where + Texts.percent(share) + " of the messages left more than 5 ms after they were due:"
                            + " the generator did not keep up. Latency counts from when they were due."));
        }
        double sent = row.median(result -> result.traffic().publishedPerSecond());
        if (rate.messages() == 0 && sent < RATE_SHORTFALL * rate.perSecond()) {
            add(Finding.warning(where + "only " + Texts.number(sent) + " of " + Texts.number(rate.perSecond())
                    + " messages a second were sent."));
        }
    }

    private static ToDoubleFunction<Result> known(ToDoubleFunction<Result.Costs> share) {
        return result ->
                result.costs().seconds() < LONG_ENOUGH_SECONDS ? Double.NaN : share.applyAsDouble(result.costs());
    }
}
