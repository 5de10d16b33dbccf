package io.chatka.server;

import io.chatka.internal.setting.Section;
import io.chatka.internal.setting.Setting;
import java.util.List;
import java.util.stream.Collectors;

/** What people read of settings, made from their definitions. */
final class SettingsDocument {
    private static final int WIDTH = 100;

    private SettingsDocument() {}

    /** @param sections of one module */
    static String reference(List<Section> sections) {
        StringBuilder text =
                new StringBuilder("# Made from the definitions in the code, with docs/configuration.md.\n");
        for (Section section : sections) {
            text.append("\n## ").append(section.title()).append('\n');
            for (Setting<?> setting : section.settings()) {
                text.append('\n')
                        .append(comment(
                                setting.meaning() + " [" + setting.kind().range() + "]"))
                        .append(setting.line())
                        .append('\n');
            }
        }
        return text.toString();
    }

    /** The text with the right table below each heading {@code ###} that is the title of a section. */
    static String tables(String text, List<Section> sections) {
        String result = text;
        for (String title : sections.stream().map(Section::title).distinct().toList()) {
            int heading = result.indexOf("\n### " + title + "\n");
            int start = result.indexOf("\n| key |", heading) + 1;
            int next = result.indexOf("\n#", heading + 1);
            if (heading < 0 || start == 0 || start > next) {
                throw new AssertionError(
                        "a heading \"### " + title + "\" with a table \"| key |\" below it is missing");
            }
            int end = result.indexOf("\n\n", start) + 1;
            result = result.substring(0, start) + table(title, sections) + result.substring(end);
        }
        return result;
    }

    private static String table(String title, List<Section> sections) {
        return "| key | default | values | meaning |\n|---|---|---|---|\n"
                + sections.stream()
                        .filter(section -> section.title().equals(title))
                        .flatMap(section -> section.settings().stream())
                        .map(SettingsDocument::row)
                        .collect(Collectors.joining());
    }

    private static String row(Setting<?> setting) {
        String mark =
                switch (setting.effect()) {
                    case AT_ONCE -> " ●";
                    case NEW_CONNECTIONS -> " ○";
                    case RESTART -> "";
                };
        return "| `" + setting.key() + "`" + mark
                + " | " + (setting.byDefault().isEmpty() ? "(empty)" : "`" + setting.byDefault() + "`")
                + " | " + setting.kind().range()
                + " | " + setting.meaning() + " |\n";
    }

    private static String comment(String text) {
        StringBuilder lines = new StringBuilder("#");
        int start = 0;
        for (String word : text.split(" ")) {
            if (lines.length() - start + word.length() >= WIDTH) {
                lines.append('\n');
                start = lines.length();
                lines.append('#');
            }
            lines.append(' ').append(word);
        }
        return lines.append('\n').toString();
    }
}
