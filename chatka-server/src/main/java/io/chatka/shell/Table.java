package io.chatka.shell;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Answers of the API for people: a list of objects as a table, the rest as lines. */
final class Table {
    private static final int WIDEST = 60;
    private static final Set<String> TIMES = Set.of("at", "until");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    private Table() {}

    static void print(JsonNode answer, PrintStream out) {
        answer.properties().forEach(field -> {
            JsonNode value = field.getValue();
            if (value.isArray() && value.isEmpty()) {
                if (!field.getKey().equals("missing")) {
                    out.println(field.getKey() + ": none");
                }
            } else if (value.isArray() && value.get(0).isObject()) {
                table(value, out);
            } else if (value.isArray()) {
                value.forEach(item -> out.println(field.getKey() + ": " + text("", item)));
            } else if (value.isObject()) {
                cells(value).forEach((name, cell) -> out.println(field.getKey() + "." + name + ": " + cell));
            } else if (!field.getKey().equals("next")) {
                out.println(field.getKey() + ": " + text(field.getKey(), value));
            }
        });
    }

    /** A line for each object, with the names of all their fields above. */
    static void table(JsonNode objects, PrintStream out) {
        List<Map<String, String>> rows = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode object : objects) {
            Map<String, String> cells = cells(object);
            rows.add(cells);
            names.addAll(cells.keySet());
        }
        Map<String, Integer> widths = new LinkedHashMap<>();
        for (String name : names) {
            int width = rows.stream()
                    .mapToInt(row -> row.getOrDefault(name, "").length())
                    .max()
                    .orElse(0);
            widths.put(name, Math.min(WIDEST, Math.max(width, name.length())));
        }
        Map<String, String> head = new LinkedHashMap<>();
        names.forEach(name -> head.put(name, name.toUpperCase(java.util.Locale.ROOT)));
        line(head, widths, out);
        rows.forEach(row -> line(row, widths, out));
    }

    private static void line(Map<String, String> cells, Map<String, Integer> widths, PrintStream out) {
        StringBuilder line = new StringBuilder();
        widths.forEach((name, width) -> {
            String cell = cells.getOrDefault(name, "");
            String shown = cell.length() > width ? cell.substring(0, width - 1) + "…" : cell;
            line.append(shown).append(" ".repeat(width - shown.length() + 2));
        });
        out.println(line.toString().stripTrailing());
    }

    /** The fields of an object; those of objects in it are cells of their own. */
    private static Map<String, String> cells(JsonNode object) {
        Map<String, String> cells = new LinkedHashMap<>();
        object.properties().forEach(field -> {
            if (field.getKey().equals("figures")) {
                cells.putAll(cells(field.getValue()));
            } else {
                cells.put(field.getKey(), text(field.getKey(), field.getValue()));
            }
        });
        return cells;
    }

    /** Without control characters, with which a user's text could change the terminal. */
    static String text(String name, JsonNode value) {
        String text;
        if (TIMES.contains(name) && value.isNumber()) {
            text = TIME.format(Instant.ofEpochMilli(value.asLong()));
        } else if (value.isObject() && value.has("id") && value.has("name")) {
            text = value.get("name").asText() + " (" + value.get("id").asText() + ")";
        } else if (value.isArray()) {
            List<String> items = new ArrayList<>();
            value.forEach(item -> items.add(text("", item)));
            text = String.join(", ", items);
        } else {
            text = value.isValueNode() ? value.asText() : value.toString();
        }
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
    }
}
