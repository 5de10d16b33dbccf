package io.chatka.bench;

import java.util.ArrayList;
import java.util.List;

/** What happened when, in at most 600 points: with more, neighbours become one. Single writer. */
final class Timeline {
    static final int MOST = 600;

    /**
     * One interval.
     *
     * @param at its end, seconds since the start
     * @param seconds its length
     */
    record Point(double at, double seconds, long deliveries, int users, Latency latency, Use use) {
        double rate() {
            return deliveries / seconds;
        }

        private Point plus(Point next) {
            double both = seconds + next.seconds;
            Use mean = new Use(
                    (use.cores * seconds + next.use.cores * next.seconds) / both,
                    higher(use.memory, next.use.memory),
                    (use.generator * seconds + next.use.generator * next.seconds) / both);
            return new Point(
                    next.at, both, deliveries + next.deliveries, next.users, latency.higher(next.latency), mean);
        }
    }

    /** Of the deliveries, in microseconds; NaN without any. */
    record Latency(double p50, double p99, double max) {
        private Latency higher(Latency next) {
            return new Latency(
                    Timeline.higher(p50, next.p50), Timeline.higher(p99, next.p99), Timeline.higher(max, next.max));
        }
    }

    /**
     * What was used up.
     *
     * @param cores processors' worth of CPU of the server, NaN if unknown
     * @param memory of the server in bytes, NaN if unknown
     * @param generator share of its busiest event loop
     */
    record Use(double cores, double memory, double generator) {}

    private static double higher(double a, double b) {
        return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.max(a, b);
    }

    /** A part of the time, such as the warm-up. */
    record Phase(String name, double from, double to) {}

    private final List<Point> points = new ArrayList<>();
    private final List<Phase> phases = new ArrayList<>();
    private int stride = 1;
    private int waiting;
    private Point open;

    void add(Point point) {
        open = open == null ? point : open.plus(point);
        if (++waiting < stride) {
            return;
        }
        points.add(open);
        open = null;
        waiting = 0;
        if (points.size() == MOST) {
            halve();
        }
    }

    private void halve() {
        List<Point> pairs = new ArrayList<>();
        for (int i = 0; i + 1 < points.size(); i += 2) {
            pairs.add(points.get(i).plus(points.get(i + 1)));
        }
        points.clear();
        points.addAll(pairs);
        stride *= 2;
    }

    void phase(String name, double from, double to) {
        if (phases.size() < MOST) {
            phases.add(new Phase(name, from, to));
        }
    }

    List<Point> points() {
        return List.copyOf(points);
    }

    List<Phase> phases() {
        return List.copyOf(phases);
    }
}
