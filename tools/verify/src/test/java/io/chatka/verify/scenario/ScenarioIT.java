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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Scenarios in short, with real nodes and a real Redis. Figures that depend on the machine's speed are not asserted.
 * Scenarios that need HAProxy or a library of the system are run by .ci/run.
 */
class ScenarioIT {
    static Stream<String> names() {
        return Scenarios.all().stream().map(Scenario::name).filter(name -> !List.of(
                        "clock-moved", "rolling-restart-haproxy")
                .contains(name));
    }

    /** So many rounds show it, mostly the first. Without slack, because the run waits for what is missing in the end. */
    @Tag("full")
    @ParameterizedTest
    @CsvSource({
        "redis-empty-again, BEGINNING, 1",
        "replica-promoted, EPOCH, 1",
        "two-databases, FOREIGN, 1",
        "redis-full-for-good, ACK, 1",
        "direct-memory-short, SILENCE, 1",
        "admin-under-attack, DEAD, 1",
        "moderators, UNDELETE, 3",
        "moderators, UNBAN, 3",
        "moderators, FORGET, 3"
    })
    void what_is_spoiled_on_purpose_is_found(String name, Mutation mutation, int rounds) {
        Scenario scenario = Scenarios.named(name);
        assertThat(scenario.mutations()).contains(mutation);
        Setup setup = Given.setup(2, mutation).withSlack(1).withRounds(rounds);
        Report report = Scenarios.run(scenario, setup, Scale.SHORT, new Stop());
        assertThat(report.clean()).isFalse();
        assertThat(report.stories() + " " + report.figures()).containsAnyOf("on purpose", "/live 503");
    }

    @Test
    void the_promise_is_kept_while_Redis_is_killed() {
        play("redis-killed");
    }

    @Tag("full")
    @Test
    void moderators_are_obeyed_without_Redis() {
        play("moderators", Given.setup(0, null));
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("names")
    void keeps_the_promise(String name) {
        play(name);
    }

    private static void play(String name) {
        play(name, Given.setup(2, null));
    }

    private static void play(String name, Setup setup) {
        Report report = Scenarios.run(Scenarios.named(name), setup, Scale.SHORT, new Stop());
        String told = report.stories().stream()
                .map(List::stream)
                .map(lines -> lines.collect(Collectors.joining("\n")))
                .collect(Collectors.joining("\n\n"));
        assertThat(told).isEmpty();
        assertThat(report.figures()).isNotEmpty();
        assertThat(report.kept()).as(report.figures().toString()).isTrue();
    }
}
