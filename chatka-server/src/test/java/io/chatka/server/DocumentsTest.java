package io.chatka.server;

import static java.util.Map.entry;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents agree with each other and are easy to read: links, both READMEs, width, phrases. */
class DocumentsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
    private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern COMMAND = Pattern.compile("(?m)^ {4}\\S.*$");

    /** A class in a document: {@code Name}, {@code package/Name}, {@code Name.method}. */
    private static final Pattern CLASS =
            Pattern.compile("`(?:(?<directory>[a-z]+)/)?(?<class>[A-Z]\\w*[a-z]\\w*)(?:\\.(?<method>[a-z]\\w*))?`");

    private static final Pattern TEST = Pattern.compile("(Test|IT|Fuzzer|Benchmark)$");

    private static final int COLUMNS = 100;

    /** Phrases that make readers read a sentence twice, and plainer ones. */
    private static final Map<String, String> WRITE_INSTEAD = Map.ofEntries(
            entry("as ever", "as before, or nothing"),
            entry("by (itself|themselves)", "nothing, or name who acts"),
            entry("comes? back|came back|coming back", "return, reconnect, restart"),
            entry("farewell", "bye, drain"),
            entry("figures are others", "the figures are not comparable"),
            entry("for gone", "time out"),
            entry("has to be|have to be", "must be"),
            entry("is no longer there", "does not exist"),
            entry("let go of", "release, drop, close"),
            entry("says? again|said again", "retry, send again"),
            entry("so (many|much)", "the number"),
            entry("stands? at its top", "is at the top of the script"),
            entry("told (as|by)", "becomes, reports, shows"),
            entry("whoever|(?-i:Who) (comes|is|does|has|finds|wants|reads|sends)", "the client that, a node that"),
            entry("what (comes|it finds|it wants)", "name the thing"),
            entry("without a word", "without closing"));

    /** Directories with other people's documents, or with a build's output. */
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

    @Test
    void classes_that_documents_name_exist() throws IOException {
        Map<String, List<Path>> sources = sources();
        List<String> unknown = new ArrayList<>();
        for (Path document : documents()) {
            boolean tour = document.endsWith("docs/architecture.md");
            Matcher name = CLASS.matcher(Files.readString(document));
            while (name.find()) {
                if ((tour || TEST.matcher(name.group("class")).find()) && !isThere(name, sources)) {
                    unknown.add(ROOT.relativize(document) + ": " + name.group());
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    private static boolean isThere(Matcher name, Map<String, List<Path>> sources) throws IOException {
        String directory = name.group("directory");
        String method = name.group("method");
        for (Path source : sources.getOrDefault(name.group("class"), List.of())) {
            if ((directory == null || source.getParent().endsWith(directory))
                    && (method == null || Files.readString(source).contains(method + "("))) {
                return true;
            }
        }
        return false;
    }

    /** By the name of their class. */
    private static Map<String, List<Path>> sources() throws IOException {
        return files(".java")
                .collect(groupingBy(file -> file.getFileName().toString().replace(".java", "")));
    }

    @Test
    void prose_has_at_most_100_columns() throws IOException {
        List<String> wide = new ArrayList<>();
        for (Path document : documents()) {
            for (String line : prose(Files.readString(document)).split("\n")) {
                boolean breakable = !line.startsWith("|") && !line.contains("](");
                if (breakable && line.codePointCount(0, line.length()) > COLUMNS) {
                    wide.add(ROOT.relativize(document) + ": " + line);
                }
            }
        }
        assertThat(wide).isEmpty();
    }

    @Test
    void prose_is_plain() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path document : documents()) {
            String text = prose(Files.readString(document)).replace('\n', ' ');
            WRITE_INSTEAD.forEach((phrase, better) -> Pattern.compile("(?i)\\b(" + phrase + ")\\b")
                    .matcher(text)
                    .results()
                    .forEach(match -> found.add(
                            ROOT.relativize(document) + ": \"" + match.group() + "\"; write instead: " + better)));
        }
        assertThat(found).isEmpty();
    }

    /** Without examples, code, and tables that tools write. */
    private static String prose(String markdown) {
        return outsideOfExamples(markdown)
                .replaceAll("(?m)^ {4}\\S.*$", "")
                .replaceAll("(?s)<!-- peers: begin -->.*<!-- peers: end -->", "");
    }

    private static List<Path> documents() throws IOException {
        return files(".md").toList();
    }

    private static Stream<Path> files(String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files
                    .filter(file -> file.toString().endsWith(suffix))
                    .filter(file -> noneIsPassedOver(ROOT.relativize(file)))
                    .toList()
                    .stream();
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
