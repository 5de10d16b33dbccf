package io.chatka.bench;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * A thread that looks at the run four times a second: for the progress bar, for the charts, and at
 * how long the event loops take to answer, which tells whether the generator keeps up. Its methods
 * are for the thread of the run.
 */
final class Watch implements AutoCloseable {
    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Clock clock;
    private final Probe probe;
    private final Progress progress;
    private final Timeline timeline = new Timeline();
    private final Thread thread = new Thread(this::watch, "bench-watch");
    private final long origin;

    private Crowd crowd;
    private String phase = "";
    private long phaseFrom;
    private Histogram lag = Meter.histogram();
    private Probe.Sample last;
    private long lastDeliveries;
    private boolean over;

    Watch(Clock clock, Probe probe, Progress progress) {
        this.clock = clock;
        this.probe = probe;
        this.progress = progress;
        this.origin = clock.nanos();
        this.last = probe.sample();
        thread.setDaemon(true);
        thread.start();
    }

    synchronized void begin(Crowd next) {
        crowd = next;
        lag = Meter.histogram();
        lastDeliveries = 0;
        phaseFrom = clock.nanos();
    }

    synchronized void phase(String name) {
        endPhase();
        phase = name;
        phaseFrom = clock.nanos();
        progress.phase(name);
    }

    private void endPhase() {
        if (!phase.isEmpty()) {
            timeline.phase(phase, seconds(phaseFrom), seconds(clock.nanos()));
        }
        phase = "";
    }

    synchronized void end() {
        endPhase();
        turn();
        crowd = null;
    }

    /** How long the event loops took to answer during this run, microseconds. */
    synchronized Histogram lag() {
        return lag.copy();
    }

    synchronized Timeline timeline() {
        return timeline;
    }

    /** Brings timeline and histograms up to now. */
    synchronized void turn() {
        if (crowd == null) {
            return;
        }
        Histogram recent = Meter.histogram();
        for (Worker worker : crowd.workers()) {
            long asked = clock.nanos();
            long[] answered = {asked};
            recent.add(Loops.ask(worker.loop(), () -> {
                answered[0] = clock.nanos();
                return worker.meter().turn();
            }));
            if ("measuring".equals(phase)) {
                Meter.record(lag, answered[0] - asked);
            }
        }
        Probe.Sample now = probe.sample();
        if (now.nanos() - last.nanos() < EVERY_NANOS / 5) {
            return; // too short for rates
        }
        Timeline.Point point = point(now, recent);
        timeline.add(point);
        progress.show(crowd, phase, (now.nanos() - phaseFrom) / 1e9, point);
        last = now;
        lastDeliveries = crowd.deliveries();
    }

    private Timeline.Point point(Probe.Sample now, Histogram recent) {
        Result.Costs costs = Probe.costs(last, now);
        boolean any = recent.getTotalCount() > 0;
        Timeline.Latency latency = new Timeline.Latency(
                any ? recent.getValueAtPercentile(50) : Double.NaN,
                any ? recent.getValueAtPercentile(99) : Double.NaN,
                any ? recent.getMaxValue() : Double.NaN);
        return new Timeline.Point(
                seconds(now.nanos()),
                costs.seconds(),
                crowd.deliveries() - lastDeliveries,
                crowd.joinedCount() - crowd.droppedCount() - crowd.closedCount(),
                latency,
                new Timeline.Use(costs.serverCpu() / costs.seconds(), costs.serverMemory(), costs.generatorBusy()));
    }

    private double seconds(long nanos) {
        return (nanos - origin) / 1e9;
    }

    private void watch() {
        try {
            while (true) {
                TimeUnit.NANOSECONDS.sleep(EVERY_NANOS);
                synchronized (this) {
                    if (over) {
                        return;
                    }
                    turn();
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            over = true;
        }
        progress.close();
    }
}
