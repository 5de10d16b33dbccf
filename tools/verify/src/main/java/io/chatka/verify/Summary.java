package io.chatka.verify;

import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Report;
import java.util.List;
import java.util.Locale;

/** A report as text for people. */
final class Summary {
    private static final int TOLD = 3;

    private final StringBuilder text = new StringBuilder();

    private Summary() {}

    /** @param again the command that repeats the run */
    static String of(Report report, String again) {
        Summary summary = new Summary();
        summary.write(report, again);
        return summary.text.toString();
    }

    private void write(Report report, String again) {
        line("");
        line("%s", report.setup());
        for (Count count : Count.values()) {
            line("%,13d  %s", report.tally().get(count), count.words());
        }
        if (!report.figures().isEmpty()) {
            line("");
        }
        for (Figure figure : report.figures()) {
            String target = figure.target().isEmpty() ? "" : "   target: " + figure.target();
            line("%13s  %s%s%s", figure.value(), figure.name(), target, figure.met() ? "" : "   MISSED");
        }
        for (List<String> story :
                report.stories().subList(0, Math.min(TOLD, report.stories().size()))) {
            line("");
            story.forEach(part -> line("%s", part));
        }
        if (report.stories().size() > TOLD) {
            line("");
            line(
                    "... and %d more, often of the same cause; --json has all",
                    report.stories().size() - TOLD);
        }
        line("");
        line("%s", verdict(report));
        if (report.logs() != null) {
            line("The servers' logs: %s", report.logs());
        }
        line("Again: %s", again);
    }

    private static String verdict(Report report) {
        String after = String.format(
                Locale.ROOT,
                "%s in %.0f s",
                report.course().rounds() == 0
                        ? ""
                        : report.course().rounds() == 1
                                ? " after 1 round"
                                : " after " + report.course().rounds() + " rounds",
                report.course().seconds());
        String interrupted = report.course().interrupted() ? ", ended early" : "";
        if (!report.stories().isEmpty()) {
            return "BROKEN: " + report.stories().size() + " violation"
                    + (report.stories().size() == 1 ? "" : "s") + after + interrupted;
        }
        String missed = report.clean() ? "" : "; a figure MISSED its target";
        return "KEPT: no message was lost, doubled, forged or out of order" + after + interrupted + missed;
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
