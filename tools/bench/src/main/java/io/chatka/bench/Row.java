package io.chatka.bench;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * A line of the result table: one plan and its repetitions.
 *
 * @param label such as {@code 1000/50}; empty if there is only one row
 * @param reading which of the two ways to read such a label; empty likewise
 */
record Row(String label, String reading, Plan plan, List<Result> results) {
    /** Of the repetitions that know the value; NaN if none does. */
    double median(ToDoubleFunction<Result> value) {
        double[] sorted = results.stream()
                .mapToDouble(value)
                .filter(known -> !Double.isNaN(known))
                .sorted()
                .toArray();
        int half = sorted.length / 2;
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    double lowest(ToDoubleFunction<Result> value) {
        return results.stream().mapToDouble(value).min().orElse(Double.NaN);
    }

    double highest(ToDoubleFunction<Result> value) {
        return results.stream().mapToDouble(value).max().orElse(Double.NaN);
    }

    long sum(Function<Result, Long> value) {
        return results.stream().mapToLong(value::apply).sum();
    }

    Histogram histogram(Function<Result, Histogram> which) {
        return Result.sum(results.stream().map(which).toList());
    }

    boolean clean() {
        return results.stream().allMatch(Result::clean);
    }
}
