package io.chatka.bench;

import io.chatka.tools.StatusLine;
import java.time.Duration;

/**
 * What the user sees during a run: one line that changes on a terminal, else a plain line every two
 * seconds.
 */
final class Progress {
    private static final int WIDTH = 24;
    private static final double PLAIN_EVERY_SECONDS = 2;

    private final StatusLine out;
    private String label = "";
    private double untilPlain;

    Progress(StatusLine out) {
        this.out = out;
    }

    /** Which run it is, if there are several. */
    synchronized void label(String text) {
        label = text.isEmpty() ? "" : text + "  ";
    }

    synchronized void phase(String name) {
        untilPlain = 0;
    }

    synchronized void show(Crowd crowd, String phase, double seconds, Timeline.Point point) {
        if (phase.isEmpty()) {
            return;
        }
        String line = label + line(crowd, phase, seconds, point);
        out.show(line);
        if (!out.terminal()) {
            untilPlain -= point.seconds();
            if (untilPlain <= 0) {
                out.line(line);
                untilPlain = PLAIN_EVERY_SECONDS;
            }
        }
    }

    private String line(Crowd crowd, String phase, double seconds, Timeline.Point point) {
        if ("connecting".equals(phase)) {
            int users = crowd.plan().people().users();
            String failed = crowd.failedCount() == 0 ? "" : ", " + crowd.failedCount() + " failed";
            return String.format(
                    "%-11s %s %,d of %,d users%s",
                    phase, bar((double) crowd.joinedCount() / users), crowd.joinedCount(), users, failed);
        }
        String latency = Double.isNaN(point.latency().p99())
                ? ""
                : "  p99 " + Texts.millis(point.latency().p99()) + " ms";
        return String.format(
                "%-11s %s %5.1f s  %s deliveries/s%s",
                phase, bar(share(crowd.plan(), phase, seconds)), seconds, Texts.shortNumber(point.rate()), latency);
    }

    private static double share(Plan plan, String phase, double seconds) {
        Duration whole = Duration.ZERO;
        if (plan.load() instanceof Plan.Rate rate) {
            whole = "measuring".equals(phase) ? rate.duration() : rate.warmup();
        } else if (plan.load() instanceof Plan.Window window) {
            whole = "measuring".equals(phase) ? window.duration() : window.warmup();
        }
        return "draining".equals(phase) || whole.isZero() ? 1 : seconds * 1000 / whole.toMillis();
    }

    private String bar(double share) {
        if (!out.terminal()) {
            return "";
        }
        int full = (int) Math.round(Math.min(Math.max(share, 0), 1) * WIDTH);
        return '[' + "#".repeat(full) + "-".repeat(WIDTH - full) + ']';
    }

    void close() {
        out.wipe();
    }
}
