package io.chatka.verify.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.tools.Stop;
import io.chatka.verify.Given;
import io.chatka.verify.client.Mutation;
import io.chatka.verify.run.Report;
import io.chatka.verify.run.Setup;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every scenario in short, with real nodes and a real Redis. What depends on the machine's speed is measured and not
 * asserted. Those that need something of the system, HAProxy or a library, are run by .ci/run.
 */
class ScenarioIT {
    static Stream<String> names() {
        return Scenarios.all().stream().map(Scenario::name).filter(name -> !List.of(
                        "clock-moved", "rolling-restart-haproxy")
                .contains(name));
    }

    /**
     * The way to the clients is what is broken here, so the first round shows it. Without slack, because what is missing in
     * the end is waited for.
     */
    @ParameterizedTest
    @CsvSource({
        "redis-empty-again, BEGINNING",
        "replica-promoted, EPOCH",
        "two-databases, FOREIGN",
        "redis-full-for-good, ACK",
        "direct-memory-short, SILENCE",
        "admin-under-attack, DEAD"
    })
    void what_is_spoiled_on_purpose_is_found(String name, Mutation mutation) {
        Scenario scenario = Scenarios.named(name);
        assertThat(scenario.mutations()).contains(mutation);
        Setup setup = Given.setup(2, mutation).withSlack(1).withRounds(1);
        Report report = Scenarios.run(scenario, setup, Scale.SHORT, new Stop());
        assertThat(report.clean()).isFalse();
        assertThat(report.stories() + " " + report.figures()).containsAnyOf("on purpose", "/live 503");
    }

    @ParameterizedTest
    @MethodSource("names")
    void keeps_the_promise(String name) {
        Report report = Scenarios.run(Scenarios.named(name), Given.setup(2, null), Scale.SHORT, new Stop());
        String told = report.stories().stream()
                .map(List::stream)
                .map(lines -> lines.collect(Collectors.joining("\n")))
                .collect(Collectors.joining("\n\n"));
        assertThat(told).isEmpty();
        assertThat(report.figures()).isNotEmpty();
        assertThat(report.kept()).as(report.figures().toString()).isTrue();
    }
}
