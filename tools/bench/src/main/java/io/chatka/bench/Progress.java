package io.chatka.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What the user sees meanwhile: one line that changes on a terminal, else a plain line now and then. */
final class Progress {
    private static final int WIDTH = 24;
    private static final double PLAIN_EVERY_SECONDS = 2;

    private final PrintStream out;
    private final boolean terminal;
    private String label = "";
    private String last = "";
    private double untilPlain;

    Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    static Progress onStandardError() {
        return new Progress(System.err, isTerminal());
    }

    static Progress none() {
        return new Progress(new PrintStream(OutputStream.nullOutputStream()), false);
    }

    /** From Java 22 on there is a console without a terminal, so look at where standard error goes to. */
    private static boolean isTerminal() {
        if ("dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || "/dev/console".equals(target);
        } catch (IOException | UnsupportedOperationException elsewhere) {
            return System.console() != null;
        }
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
        if (terminal) {
            out.print('\r' + line + " ".repeat(Math.max(0, last.length() - line.length())));
            out.flush();
            last = line;
        } else {
            untilPlain -= point.seconds();
            if (untilPlain <= 0) {
                out.println(line);
                untilPlain = PLAIN_EVERY_SECONDS;
            }
        }
    }

    private String line(Crowd crowd, String phase, double seconds, Timeline.Point point) {
        if ("connecting".equals(phase)) {
            int users = crowd.plan().users();
            String failed = crowd.failedCount() == 0 ? "" : ", " + crowd.failedCount() + " failed";
            return String.format(
                    "%-11s %s %,d of %,d users%s",
                    phase, bar((double) crowd.joinedCount() / users), crowd.joinedCount(), users, failed);
        }
        String latency = Double.isNaN(point.p99()) ? "" : "  p99 " + Texts.millis(point.p99()) + " ms";
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
        if (!terminal) {
            return "";
        }
        int full = (int) Math.round(Math.min(Math.max(share, 0), 1) * WIDTH);
        return '[' + "#".repeat(full) + "-".repeat(WIDTH - full) + ']';
    }

    /** Wipes the line. */
    synchronized void close() {
        if (terminal && !last.isEmpty()) {
            out.print('\r' + " ".repeat(last.length()) + '\r');
            out.flush();
        }
        last = "";
    }
}
