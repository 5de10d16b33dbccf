package io.chatka.verify.run;

import io.chatka.tools.StatusLine;
import io.chatka.tools.Stop;
import io.chatka.verify.client.Traffic;
import io.chatka.verify.fault.Fault;
import io.chatka.verify.fault.Faults;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.ledger.Tally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Rounds of traffic, one or two faults, repair and convergence, each with its own check. They end
 * after their number or time, with a violation, or when the user stops them.
 */
public final class Rounds {
    private final Stage stage;
    private final Stop stop;
    private final StatusLine progress;
    private final SplittableRandom random;
    private final Faults faults;
    private final Traffic traffic;
    private final long started = System.nanoTime();
    private int done;
    private long slowest;
    private final List<String> slowestFaults = new ArrayList<>();
    private Tally before;

    /** @param spared number of nodes that are never ended */
    public Rounds(Stage stage, Stop stop, StatusLine progress, int spared) {
        this.stage = stage;
        this.stop = stop;
        this.progress = progress;
        Setup setup = stage.setup();
        this.random = new SplittableRandom(setup.seed() ^ 0x0dd5);
        this.faults = new Faults(stage.cluster(), setup.seed(), spared);
        this.traffic = stage.traffic(setup.rate(), true);
    }

    /**
     * Plays more of them.
     *
     * @param rounds how many; 0: until the time is over
     * @param time null: until there were enough rounds
     */
    public void play(int rounds, Duration time) {
        int enough = done + rounds;
        double end = time == null ? 0 : seconds() + time.toMillis() / 1000.0;
        before = stage.tally();
        while (!stage.over() && (rounds == 0 || done < enough) && (time == null || seconds() < end)) {
            round();
        }
        stage.requireSpoiled();
    }

    private void round() {
        List<Fault> now = faults.next();
        String names = now.stream().map(Fault::name).collect(Collectors.joining(" + "));
        progress.show(String.format(Locale.ROOT, "round %d: %s", done + 1, names));
        traffic.burst();
        stage.pause(random.nextInt(100, 400));
        stage.arm();
        for (Fault fault : now) {
            stage.begin(fault);
            stage.pause(random.nextInt(50));
        }
        stage.pause(now.stream().mapToLong(Fault::millis).max().orElse(0));
        // A node is ready only when it reaches Redis, so nodes come last.
        now.stream()
                .sorted(Comparator.comparing((Fault fault) -> fault.what().equals("nodes")))
                .forEach(stage::repair);
        long repairedAt = System.nanoTime();
        stage.pause(random.nextInt(100, 300));
        traffic.set(false);
        long converged = stage.settleAndConclude(repairedAt);
        if (converged >= 0 && !stage.over()) {
            done++;
            note(converged, names);
        }
    }

    private void note(long converged, String names) {
        if (converged > slowest) {
            slowest = converged;
            slowestFaults.clear();
            slowestFaults.add(names);
        }
        Tally after = stage.tally();
        Tally round = after.since(before);
        before = after;
        progress.line(String.format(
                Locale.ROOT,
                "%4d  %6.1f s  %4d sent %4d acked %6d received %3d recovered %3d gaps  converged in %5d ms  %s",
                done,
                seconds(),
                round.get(Count.SENT),
                round.get(Count.ACKED),
                round.get(Count.RECEIVED),
                round.get(Count.RECOVERED),
                round.get(Count.GAPS),
                converged,
                names));
    }

    private double seconds() {
        return (System.nanoTime() - started) / 1e9;
    }

    /**
     * How it went.
     *
     * @param more figures to put first
     */
    public Report report(List<Figure> more) {
        List<Figure> figures = new ArrayList<>(more);
        if (done > 0) {
            String name = "slowest convergence" + (slowest == 0 ? "" : " (after " + slowestFaults.get(0) + ')');
            figures.add(Figure.millis(name, slowest, stage.convergenceMillis()));
        }
        List<List<String>> stories = stage.stories();
        Report.Course course = new Report.Course(seconds(), done, stop.requested());
        Setup setup = stage.setup();
        return new Report(setup.describe(), setup.seed(), course, stage.tally(), figures, stories, stage.kept());
    }
}
