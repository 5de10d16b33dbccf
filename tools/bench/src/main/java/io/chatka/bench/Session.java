package io.chatka.bench;

import io.chatka.tools.CannotRun;
import io.chatka.tools.Proc;
import io.chatka.tools.StatusLine;
import io.chatka.tools.Stop;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** One call of {@code chatka bench}: its runs, one after the other. Blocks. */
final class Session {
    private static final int REACH_MILLIS = 5_000;
    private static final Duration PRIMED = Duration.ofSeconds(1);
    private static final long BETWEEN_NANOS = 100_000_000;

    private final List<Row> plans;
    private final int repetitions;
    private final long pid;
    private final Stop stop;
    /** In the names of all rooms, so that they are new ones. */
    private final String tag = Long.toString(ThreadLocalRandom.current().nextLong(1L << 30, 1L << 40), 36);

    /**
     * @param plans rows without results
     * @param pid of the server; 0 if it is to be found
     */
    Session(List<Row> plans, int repetitions, long pid, Stop stop) {
        this.plans = plans;
        this.repetitions = repetitions;
        this.pid = pid;
        this.stop = stop;
    }

    Report run(Progress progress) {
        Plan any = plans.get(0).plan();
        reach(any.target());
        Clock clock = Clock.start();
        Proc proc = new Proc();
        try (Loops loops = new Loops(any.generator().threads())) {
            Probe probe = Probe.open(any.target(), pid, proc, loops, clock);
            prime(any, loops, clock, probe);
            Timeline timeline;
            List<Row> rows;
            try (Watch watch = new Watch(clock, probe, progress)) {
                rows = rows(new Run.Rig(loops, clock, stop, probe, watch), progress);
                timeline = watch.timeline();
            }
            Report.Context context = new Report.Context(
                    Instant.now(),
                    any.target().url(),
                    Environment.read(any.target(), probe, proc, any.generator().threads()),
                    probe.seesServer());
            return new Report(context, plans.size() > 1, rows, timeline, Findings.of(rows), stop.requested());
        }
    }

    /**
     * A few users who are not measured; else the first row would show how fast this program loads
     * its classes.
     */
    private void prime(Plan plan, Loops loops, Clock clock, Probe probe) {
        Duration patience = plan.generator().patience();
        Plan few = new Plan(
                plan.target(),
                new Plan.People(20, 1, 20, 0),
                new Plan.Burst(40),
                plan.size(),
                new Plan.Generator(0, plan.generator().threads(), patience.compareTo(PRIMED) < 0 ? patience : PRIMED));
        try (Watch watch = new Watch(clock, probe, new Progress(StatusLine.none()))) {
            Run.of(few, new Run.Rig(loops, clock, stop, probe, watch), tag + "-0");
        }
    }

    private List<Row> rows(Run.Rig rig, Progress progress) {
        List<Row> rows = new ArrayList<>();
        int run = 0;
        for (Row row : plans) {
            List<Result> results = new ArrayList<>();
            for (int i = 0; i < repetitions && !stop.requested(); i++) {
                progress.label(label(row, i));
                Result result = Run.of(row.plan(), rig, tag + '-' + ++run);
                if (!stop.requested() || result.traffic().deliveries() > 0 || plans.size() == 1) {
                    results.add(result);
                }
                if (plans.size() > 1 || repetitions > 1) {
                    stop.pause(BETWEEN_NANOS);
                }
            }
            if (!results.isEmpty()) {
                rows.add(new Row(row.label(), row.reading(), row.plan(), results));
            }
        }
        return rows;
    }

    private String label(Row row, int repetition) {
        String count = repetitions == 1 ? "" : (repetition + 1) + " of " + repetitions;
        return row.label().isEmpty()
                ? count
                : row.label() + ' ' + row.reading() + (count.isEmpty() ? "" : ", " + count);
    }

    /** Fails at once if nobody is there, instead of once per user. */
    private static void reach(Target target) {
        try (Socket socket = new Socket()) {
            socket.connect(target.address(), REACH_MILLIS);
        } catch (IOException nobody) {
            throw new CannotRun("nobody answers at " + target.url() + " (" + nobody.getMessage()
                    + "); start a server with ./chatka serve, or name one with --url");
        }
    }
}
