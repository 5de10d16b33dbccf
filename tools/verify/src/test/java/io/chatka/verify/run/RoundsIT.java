package io.chatka.verify.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.tools.StatusLine;
import io.chatka.tools.Stop;
import io.chatka.verify.Given;
import io.chatka.verify.client.Mutation;
import io.chatka.verify.ledger.Count;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rounds with real nodes and a real Redis: kept as it is, and broken on purpose. */
class RoundsIT {
    private static Report run(Setup setup, int rounds) {
        Stop stop = new Stop();
        try (Stage stage = Stage.open(setup, stop)) {
            Rounds some = new Rounds(stage, stop, StatusLine.none(), 0);
            some.play(rounds, null);
            return some.report(List.of());
        }
    }

    @Tag("full")
    @Test
    void two_nodes_on_Redis_keep_the_promise() {
        Report report = run(Given.setup(2, null), 6);
        assertThat(report.stories()).isEmpty();
        assertThat(report.kept()).isTrue();
        assertThat(report.course().rounds()).isEqualTo(6);
        assertThat(report.tally().get(Count.ACKED)).isEqualTo(report.tally().get(Count.SENT));
        assertThat(report.tally().get(Count.IN_HISTORY)).isPositive();
    }

    @Tag("full")
    @Test
    void a_node_without_Redis_keeps_the_promise() {
        Report report = run(Given.setup(0, null), 4);
        assertThat(report.stories()).isEmpty();
        assertThat(report.course().rounds()).isEqualTo(4);
    }

    @Tag("full")
    @Test
    void a_soak_leaves_nothing_behind() {
        Stop stop = new Stop();
        Report report;
        try (Stage stage = Stage.open(Given.setup(2, null), stop)) {
            report = new Soak(stage, stop, StatusLine.none()).run(Duration.ofSeconds(3));
        }
        assertThat(report.stories()).isEmpty();
        assertThat(report.kept()).as(report.figures().toString()).isTrue();
        assertThat(report.figures()).extracting(Figure::name).anyMatch(name -> name.contains("descriptors"));
    }

    /**
     * On one node, because the mutation is on the way to the client. It spoils the first message of
     * a round, or the next one if nobody could notice that; the run ends with the first round that
     * shows it, mostly the first or second.
     */
    @Tag("full")
    @ParameterizedTest
    @EnumSource(names = {"DUPLICATE", "SWAP", "FORGE"})
    void a_message_that_is_spoiled_on_purpose_is_found(Mutation mutation) {
        spoil(mutation);
    }

    @Test
    void a_message_that_is_dropped_on_purpose_is_found() {
        spoil(Mutation.DROP);
    }

    private static void spoil(Mutation mutation) {
        Report report = run(Given.setup(0, mutation), 20);
        assertThat(report.clean()).isFalse();
        assertThat(report.stories()).isNotEmpty();
        assertThat(report.stories().toString()).contains("on purpose", "is violated");
    }
}
