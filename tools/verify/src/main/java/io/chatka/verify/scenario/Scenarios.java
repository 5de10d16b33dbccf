package io.chatka.verify.scenario;

import io.chatka.tools.CannotRun;
import io.chatka.tools.Stop;
import io.chatka.verify.ledger.Tally;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Report;
import io.chatka.verify.run.Setup;
import io.chatka.verify.run.Stage;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** All scenarios, and how one is run. */
public final class Scenarios {
    private static final List<Supplier<Scenario>> ALL = List.of(
            RedisKilled::new,
            RedisEmpty::new,
            RedisEmptyAgain::new,
            ReplicaPromoted::new,
            TwoInstallations::byDatabase,
            TwoInstallations::byPrefix,
            RedisStopped::new,
            RedisCut::new,
            PubSubKilled::new,
            TailLost::new,
            DiskFull::new,
            RedisFullForGood::new,
            SlowReader::new,
            DirectMemoryShort::new,
            HalfOpen::new,
            NodeKilled::new,
            RollingRestart::new,
            BalancedRestart::new,
            ReconnectStorm::new,
            AdminUnderAttack::new,
            Moderators::new,
            ClockMoved::new);

    private Scenarios() {}

    public static List<Scenario> all() {
        return ALL.stream().map(Supplier::get).toList();
    }

    /** @throws CannotRun if there is none of that name */
    public static Scenario named(String name) {
        return all().stream()
                .filter(scenario -> scenario.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CannotRun("there is no scenario " + name + "; there are "
                        + all().stream().map(Scenario::name).collect(Collectors.joining(", "))));
    }

    /** Runs one from beginning to end. */
    public static Report run(Scenario scenario, Setup given, Scale scale, Stop stop) {
        Setup setup = scenario.checked(given, scale);
        long started = System.nanoTime();
        try (Stage stage = Stage.open(setup, stop)) {
            List<Figure> figures = scenario.play(new Play(stage, scale, scenario.rounds(setup, scale)));
            stage.requireSpoiled();
            Tally tally = stage.tally();
            List<List<String>> stories = stage.stories();
            double seconds = (System.nanoTime() - started) / 1e9;
            String name = scenario.name() + ": " + setup.describe();
            // The figures of a run that ended early mean nothing.
            List<Figure> whole = stop.requested() ? List.of() : figures;
            Report.Course course = new Report.Course(seconds, 0, stop.requested());
            return new Report(name, setup.seed(), course, tally, whole, stories, stage.kept());
        }
    }
}
