package io.chatka.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.api.WebFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PageTest {
    private static final Path PAGE = Path.of("src/main/resources/web");
    private static final Path CLIENT = Path.of("../clients/js");
    private static final Pattern REFERENCE =
            Pattern.compile("(?:from|import|import\\()\\s*[\"'](\\.[^\"']+)[\"']|(?:src|href)=\"([^\":#]+)\"");

    private final WebFiles files = Page.files();

    @Test
    void the_list_of_names_is_what_is_there() throws IOException {
        assertThat(Page.NAMES)
                .containsExactlyInAnyOrderElementsOf(names(PAGE, ""))
                .doesNotHaveDuplicates();
    }

    @Test
    void the_whole_client_is_served() throws IOException {
        assertThat(names(CLIENT, "/client/"))
                .filteredOn(path -> path.endsWith(".js"))
                .isNotEmpty()
                .allSatisfy(path -> assertThat(files.at(path)).isNotNull());
    }

    private static List<String> names(Path directory, String prefix) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isRegularFile)
                    .map(file -> prefix + file.getFileName())
                    .toList();
        }
    }

    private static List<String> paths() throws IOException {
        return Stream.concat(
                        names(PAGE, "/").stream(),
                        names(CLIENT, "/client/").stream().filter(path -> path.endsWith(".js")))
                .toList();
    }

    @Test
    void each_is_served_as_what_it_is_and_with_its_own_tag() throws IOException {
        Set<String> etags = new HashSet<>();
        assertThat(paths()).allSatisfy(path -> {
            WebFiles.WebFile file = files.at(path);
            assertThat(file.bytes()).isNotEmpty();
            assertThat(file.contentType())
                    .startsWith(
                            path.endsWith(".html")
                                    ? "text/html"
                                    : path.endsWith(".css") ? "text/css" : "text/javascript")
                    .endsWith("charset=utf-8");
            assertThat(file.etag()).matches("\"[0-9a-f]+\"");
            assertThat(etags.add(file.etag())).as(file.etag()).isTrue();
        });
        assertThat(files.at("/")).isSameAs(files.at("/index.html"));
    }

    @Test
    void whatever_a_file_refers_to_is_served() throws IOException {
        for (String name : paths()) {
            Path from = Path.of(name);
            Matcher references = REFERENCE.matcher(new String(files.at(name).bytes()));
            while (references.find()) {
                String reference = references.group(1) != null ? references.group(1) : references.group(2);
                String path = from.resolveSibling(reference).normalize().toString();
                assertThat(files.at(path)).as("%s refers to %s", name, path).isNotNull();
            }
        }
    }

    @Test
    void nothing_else_is() {
        for (String path :
                List.of("", "/web/index.html", "/../reference.conf", "//", "/client/", "/client/package.json")) {
            assertThat(files.at(path)).as(path).isNull();
        }
    }
}
