package io.chatka.verify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatka.tools.Results;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Report;
import java.util.List;
import java.util.Locale;

/** A report as JSON, for machines. */
final class JsonReport {
    private JsonReport() {}

    static String of(Report report) {
        ObjectNode json = Results.json();
        json.put("kept", report.stories().isEmpty())
                .put("clean", report.clean())
                .put("interrupted", report.course().interrupted())
                .put("setup", report.setup())
                .put("seed", report.seed())
                .put("seconds", report.course().seconds())
                .put("rounds", report.course().rounds());
        ObjectNode counts = json.putObject("counts");
        for (Count count : Count.values()) {
            counts.put(count.name().toLowerCase(Locale.ROOT), report.tally().get(count));
        }
        ArrayNode figures = json.putArray("figures");
        for (Figure figure : report.figures()) {
            figures.addObject()
                    .put("name", figure.name())
                    .put("value", figure.value())
                    .put("target", figure.target())
                    .put("met", figure.met());
        }
        ArrayNode violations = json.putArray("violations");
        for (List<String> story : report.stories()) {
            ArrayNode lines = violations.addArray();
            story.forEach(lines::add);
        }
        return json.toPrettyString();
    }
}
