package io.chatka.verify;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.CannotRun;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A report as JSON, for machines. */
final class JsonReport {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private JsonReport() {}

    /** @param file null: nothing is written */
    static void write(Report report, Path file) {
        if (file == null) {
            return;
        }
        try {
            MAPPER.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), of(report));
            System.out.println("JSON: " + file);
        } catch (IOException failed) {
            throw new CannotRun("cannot write " + file + ": " + failed.getMessage());
        }
    }

    static ObjectNode of(Report report) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("kept", report.stories().isEmpty())
                .put("clean", report.clean())
                .put("interrupted", report.interrupted())
                .put("setup", report.setup())
                .put("seed", report.seed())
                .put("seconds", report.seconds())
                .put("rounds", report.rounds());
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
        return json;
    }
}
