package io.chatka.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindingsTest {
    @Test
    void nothing_is_said_about_a_good_run() {
        assertThat(of(Samples.clean())).isEmpty();
    }

    @Test
    void generator_that_was_the_bottleneck_says_so() {
        Result result = Samples.result(new Result.Costs(10, 1, 1e8, 0.97, 0.6, 0.05), 50, new Faults(), 0, Map.of());
        assertThat(of(result)).singleElement().satisfies(finding -> {
            assertThat(finding.weight()).isEqualTo(Finding.Weight.WARNING);
            assertThat(finding.text()).contains("the generator was the bottleneck", "97 %", "--threads");
        });
    }

    @Test
    void messages_that_left_late_are_told() {
        assertThat(of(Samples.result(Samples.QUIET, 20_000, new Faults(), 0, Map.of())))
                .singleElement()
                .satisfies(finding -> assertThat(finding.text()).contains("after they were due"));
    }

    @Test
    void other_programs_are_told() {
        Result result = Samples.result(new Result.Costs(10, 1, 1e8, 0.3, 0.99, 0.5), 50, new Faults(), 0, Map.of());
        assertThat(of(result)).singleElement().satisfies(finding -> assertThat(finding.text())
                .contains("other programs used 50 %"));
    }

    @Test
    void shares_of_a_moment_mean_nothing() {
        Result result = Samples.result(new Result.Costs(0.01, 1, 1e8, 1, 1, 1), 50, new Faults(), 0, Map.of());
        assertThat(of(result)).isEmpty();
    }

    @Test
    void rate_limits_are_told_with_the_remedy() {
        assertThat(of(Samples.result(Samples.QUIET, 50, new Faults(), 0, Map.of("rate_limited", 7L))))
                .singleElement()
                .satisfies(finding -> assertThat(finding.text()).contains("--set chatka.limits.rate=off"));
    }

    @Test
    void users_who_did_not_get_in_are_told_with_the_reason() {
        assertThat(of(Samples.result(Samples.QUIET, 50, new Faults(), 3, Map.of())))
                .anyMatch(finding -> finding.text().contains("3 users did not get in; the first: HTTP/1.1 503"))
                .anyMatch(finding -> finding.text().contains("--ramp"));
    }

    @ParameterizedTest
    @CsvSource({
        "missing, lost",
        "duplicates, twice",
        "reordered, out of order",
        "contradictions, different messages",
        "gapped, gap",
        "epochs, epoch"
    })
    void every_fault_makes_a_run_unclean_and_is_told(String fault, String word) {
        Faults faults = new Faults();
        Map<String, Consumer<Faults>> set = Map.of(
                "missing", counts -> counts.missing = 4,
                "duplicates", counts -> counts.duplicates = 4,
                "reordered", counts -> counts.reordered = 4,
                "contradictions", counts -> counts.contradictions = 4,
                "gapped", counts -> counts.gapped = 4,
                "epochs", counts -> counts.epochs = 4);
        set.get(fault).accept(faults);
        Result result = Samples.result(Samples.QUIET, 50, faults, 0, Map.of());
        assertThat(result.clean()).isFalse();
        assertThat(of(result)).singleElement().satisfies(finding -> {
            assertThat(finding.weight()).isEqualTo(Finding.Weight.FAULT);
            assertThat(finding.text()).startsWith("4 ").contains(word);
        });
    }

    private static List<Finding> of(Result result) {
        return Findings.of(List.of(Samples.row(result)));
    }
}
