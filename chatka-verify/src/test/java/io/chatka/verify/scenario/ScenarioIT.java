package io.chatka.verify.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.verify.Given;
import io.chatka.verify.run.Report;
import io.chatka.verify.run.Stop;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
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
