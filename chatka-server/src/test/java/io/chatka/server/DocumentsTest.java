package io.chatka.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents agree with each other: links lead somewhere, and the README says the same in both languages. */
class DocumentsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
    private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern COMMAND = Pattern.compile("(?m)^ {4}\\S.*$");

    /** Directories with documents that are not ours, or with what a build has made. */
    private static final Set<String> PASSED_OVER = Set.of("node_modules", "target", ".git");

    @Test
    void readme_fits_on_120_lines() throws IOException {
        assertThat(Files.readAllLines(ROOT.resolve("README.md"))).hasSizeLessThanOrEqualTo(120);
    }

    @Test
    void korean_readme_has_the_headings_commands_examples_figures_and_links_of_the_english_one() throws IOException {
        String english = Files.readString(ROOT.resolve("README.md"));
        String korean = Files.readString(ROOT.resolve("README.ko.md"));
        assertThat(headingLevels(korean)).isEqualTo(headingLevels(english));
        assertThat(all(COMMAND, outsideOfExamples(korean))).isEqualTo(all(COMMAND, outsideOfExamples(english)));
        assertThat(all(FENCED, korean)).isEqualTo(all(FENCED, english));
        assertThat(figures(korean)).isEqualTo(figures(english));
        // Each names the other.
        assertThat(targets(korean.replace("](README.md)", "](README.ko.md)"))).isEqualTo(targets(english));
    }

    @Test
    void every_link_to_a_file_or_a_heading_leads_there() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path document : documents()) {
            for (String target : targets(Files.readString(document))) {
                String[] parts = target.split("#", 2);
                Path file = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
                boolean there = Files.exists(file)
                        && (parts.length == 1 || anchors(file).contains(parts[1]));
                if (!there) {
                    broken.add(ROOT.relativize(document) + ": " + target);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> noneIsPassedOver(ROOT.relativize(file)))
                    .toList();
        }
    }

    private static boolean noneIsPassedOver(Path relative) {
        for (Path part : relative) {
            if (PASSED_OVER.contains(part.toString())) {
                return false;
            }
        }
        return true;
    }

    /** Relative targets of links, examples apart. */
    private static Set<String> targets(String markdown) {
        Set<String> targets = new HashSet<>();
        Matcher link = LINK.matcher(outsideOfExamples(markdown));
        while (link.find()) {
            if (!link.group(1).contains(":")) {
                targets.add(link.group(1));
            }
        }
        return targets;
    }

    private static Set<String> anchors(Path file) throws IOException {
        Set<String> anchors = new HashSet<>();
        Matcher heading = HEADING.matcher(outsideOfExamples(Files.readString(file)));
        while (heading.find()) {
            anchors.add(heading.group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-'));
        }
        return anchors;
    }

    private static List<Integer> headingLevels(String markdown) {
        return Pattern.compile("(?m)^(#{1,6}) ")
                .matcher(outsideOfExamples(markdown))
                .results()
                .map(level -> level.group(1).length())
                .toList();
    }

    /** The cells of tables that are figures. */
    private static List<String> figures(String markdown) {
        return all(Pattern.compile("\\| [0-9.]+ (×|µs)(?= \\|)"), markdown);
    }

    private static String outsideOfExamples(String markdown) {
        return FENCED.matcher(markdown).replaceAll("");
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).toList();
    }
}
