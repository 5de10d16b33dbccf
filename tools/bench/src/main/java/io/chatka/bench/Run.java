package io.chatka.bench;

import io.chatka.tools.CannotRun;
import io.chatka.tools.Stop;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/**
 * One run: users connect and speak, everything is delivered, the books are checked, users
 * disconnect. Blocks.
 */
final class Run {
    private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    /** Patience after Ctrl-C. */
    private static final long HURRIED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Plan plan;
    private final Clock clock;
    private final Stop stop;
    private final Probe probe;
    private final Watch watch;
    private final Crowd crowd;
    private final Dialer dialer;
    private final StoppedReaders stoppedReaders;

    /** What the runs of a session share. */
    record Rig(Loops loops, Clock clock, Stop stop, Probe probe, Watch watch) {}

    private Run(Plan plan, Rig rig, String tag) {
        this.plan = plan;
        this.clock = rig.clock;
        this.stop = rig.stop;
        this.probe = rig.probe;
        this.watch = rig.watch;
        this.crowd = new Crowd(plan, rig.loops, clock, tag);
        this.dialer = new Dialer(crowd);
        this.stoppedReaders = new StoppedReaders(crowd);
    }

    /**
     * Does what the plan says.
     *
     * @param tag new for each run
     */
    static Result of(Plan plan, Rig rig, String tag) {
        Run run = new Run(plan, rig, tag);
        Watch watch = rig.watch;
        watch.begin(run.crowd);
        try {
            return run.execute();
        } finally {
            run.stoppedReaders.close();
            run.dialer.close();
            watch.end();
        }
    }

    private Result execute() {
        watch.phase("connecting");
        long dialed = clock.nanos();
        dialer.connect(stop::requested);
        double connectSeconds = (clock.nanos() - dialed) / 1e9;
        stoppedReaders.connect();
        stop.pause(SETTLE_NANOS);
        if (crowd.textLimit() > 0 && plan.size() > crowd.textLimit()) {
            throw new CannotRun(
                    "--size is at most " + crowd.textLimit() + " at this server, and was given " + plan.size());
        }
        everyWorker(worker -> worker.rooms().values().forEach(RoomLedger::begin));

        Probe.Sample before = probe.sample();
        long start = clock.nanos();
        long over = start;
        if (crowd.joinedCount() > 0 && !stop.requested()) {
            if (warmup() > 0) {
                // Set before anybody speaks, so that sender and receivers agree on which messages
                // count.
                long counting = start + warmup();
                crowd.measureFrom(counting);
                watch.phase("warming up");
                publishFrom(start);
                pauseUntil(counting);
                before = probe.sample();
                start = counting;
            } else {
                crowd.measureFrom(start);
                publishFrom(start);
            }
            watch.phase("measuring");
            pauseUntil(start + duration());
            everyWorker(Worker::stop);
            over = clock.nanos();
            watch.phase("draining");
            drain();
        }
        Probe.Sample after = probe.sample();
        Verdict verdict = Verdict.of(crowd);
        return result(connectSeconds, start, over, Probe.costs(before, after), verdict);
    }

    private void publishFrom(long at) {
        everyWorker(worker -> worker.start(at));
    }

    private long warmup() {
        if (plan.load() instanceof Plan.Rate rate) {
            return rate.warmup().toNanos();
        }
        return plan.load() instanceof Plan.Window window ? window.warmup().toNanos() : 0;
    }

    private long duration() {
        if (plan.load() instanceof Plan.Rate rate) {
            return rate.duration().toNanos();
        }
        return plan.load() instanceof Plan.Window window ? window.duration().toNanos() : 0;
    }

    /** Waits until then; ends early if there is nothing more to send, or no sense in it. */
    private void pauseUntil(long then) {
        while (clock.nanos() < then && !cut() && !crowd.exhausted()) {
            stop.pause(Math.min(STEP_NANOS, then - clock.nanos()));
        }
    }

    private boolean cut() {
        return stop.requested() || crowd.rateLimited();
    }

    /**
     * Waits until everybody has got everything, or nothing was delivered for as long as the plan is
     * patient.
     */
    private void drain() {
        long deliveries = -1;
        long lastChange = clock.nanos();
        while (!settled()) {
            long now = clock.nanos();
            long current = crowd.deliveries();
            if (current != deliveries) {
                deliveries = current;
                lastChange = now;
            }
            if (now - lastChange
                    > (stop.requested()
                            ? HURRIED_NANOS
                            : plan.generator().patience().toNanos())) {
                return;
            }
            sleep();
        }
    }

    private boolean settled() {
        long[] expected = crowd.expected();
        return crowd.workers().stream()
                .allMatch(worker -> Loops.ask(worker.loop(), () -> worker.rooms().entrySet().stream()
                        .allMatch(room -> room.getValue().members() == 0
                                || room.getValue().underWay() == 0
                                        && room.getValue().own() >= expected[room.getKey()])));
    }

    /** Unlike a pause this goes on after Ctrl-C. */
    private static void sleep() {
        try {
            TimeUnit.NANOSECONDS.sleep(STEP_NANOS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Result result(double connectSeconds, long start, long over, Result.Costs costs, Verdict verdict) {
        watch.turn();
        List<Meter> meters = crowd.workers().stream().map(Worker::meter).toList();
        Histogram delivery = sum(meters, meter -> meter.latency);
        long last = meters.stream().mapToLong(meter -> meter.lastDelivery).max().orElse(start);
        long deliveries = delivery.getTotalCount();
        Result.Connects connects = new Result.Connects(
                crowd.joinedCount(),
                crowd.failedCount(),
                crowd.unavailableCount(),
                crowd.droppedCount(),
                connectSeconds,
                sum(meters, meter -> meter.connect),
                sum(meters, meter -> meter.join),
                crowd.firstFailure());
        Histogram late = sum(meters, meter -> meter.late);
        Result.Traffic traffic = new Result.Traffic(
                late.getTotalCount(), // one for every message that counts
                Math.max(over - start, 1) / 1e9,
                deliveries,
                Math.max(0, last - start) / 1e9,
                crowd.deliveries() == 0 ? 0 : (double) crowd.bytes() / crowd.deliveries());
        Result.Latencies latencies =
                new Result.Latencies(delivery, sum(meters, meter -> meter.complete), late, watch.lag());
        String cut = stop.requested() ? "stopped by you" : crowd.rateLimited() ? "rate limits" : null;
        return new Result(plan, connects, traffic, latencies, verdict, crowd.errors(), costs, cut);
    }

    private Histogram sum(List<Meter> meters, Function<Meter, Histogram> which) {
        return Result.sum(meters.stream().map(which).toList());
    }

    private void everyWorker(Consumer<Worker> task) {
        for (Worker worker : crowd.workers()) {
            Loops.ask(worker.loop(), () -> {
                task.accept(worker);
                return null;
            });
        }
    }
}
