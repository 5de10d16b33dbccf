package io.chatka.doctor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** All findings, for people and for programs. */
public record Report(List<Finding> findings) {
    /** Of the text, without its indentation. */
    private static final int WIDTH = 100;

    public Report {
        findings = List.copyOf(findings);
    }

    public long count(Status status) {
        return findings.stream().filter(finding -> finding.status() == status).count();
    }

    /** A line for each finding, and one below it for the remedy; long ones are wrapped. */
    public String table() {
        int name = findings.stream().mapToInt(f -> f.check().length()).max().orElse(0);
        int column = name + "problem".length() + 4;
        StringBuilder table = new StringBuilder();
        for (Finding finding : findings) {
            String head = String.format(
                    "%-" + name + "s  %-7s  ", finding.check(), finding.status().word());
            wrap(table, head, finding.found(), column);
            if (!finding.remedy().isEmpty()) {
                wrap(table, " ".repeat(column), "-> " + finding.remedy(), column + 3);
            }
        }
        return table.append('\n')
                .append(count(Status.PROBLEM))
                .append(count(Status.PROBLEM) == 1 ? " problem, " : " problems, ")
                .append(count(Status.WARNING))
                .append(count(Status.WARNING) == 1 ? " warning\n" : " warnings\n")
                .toString();
    }

    /** One object, over several lines. */
    public String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter());
            json.writeStartObject();
            json.writeNumberField("problems", count(Status.PROBLEM));
            json.writeNumberField("warnings", count(Status.WARNING));
            json.writeArrayFieldStart("findings");
            for (Finding finding : findings) {
                json.writeStartObject();
                json.writeStringField("check", finding.check());
                json.writeStringField("status", finding.status().word());
                json.writeStringField("found", finding.found());
                json.writeStringField("remedy", finding.remedy());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.append('\n').toString();
    }

    private static void wrap(StringBuilder table, String head, String text, int indent) {
        StringBuilder line = new StringBuilder(head);
        boolean first = true;
        for (String word : text.split(" ")) {
            if (!first && line.length() + 1 + word.length() > WIDTH + indent) {
                table.append(line.toString().stripTrailing()).append('\n');
                line.setLength(0);
                line.append(" ".repeat(indent));
                first = true;
            }
            line.append(first ? "" : " ").append(word);
            first = false;
        }
        table.append(line.toString().stripTrailing()).append('\n');
    }
}
