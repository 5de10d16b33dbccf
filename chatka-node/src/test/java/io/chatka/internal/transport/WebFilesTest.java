package io.chatka.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WebFilesTest {
    private static final Path PAGE = Path.of("../chatka-server/src/main/resources/web");
    private static final Path CLIENT = Path.of("../clients/js");
    private static final Pattern REFERENCE =
            Pattern.compile("(?:from|import|import\\()\\s*[\"'](\\.[^\"']+)[\"']|(?:src|href)=\"([^\":#]+)\"");

    private final WebFiles files = WebFiles.load();

    @Test
    void the_list_of_names_is_what_is_there() throws IOException {
        List<String> there = new ArrayList<>(names(PAGE, ""));
        for (String name : names(CLIENT, "client/")) {
            if (name.endsWith(".js")) {
                there.add(name);
            }
        }
        assertThat(WebFiles.NAMES).containsExactlyInAnyOrderElementsOf(there).doesNotHaveDuplicates();
    }

    private static List<String> names(Path directory, String prefix) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isRegularFile)
                    .map(file -> prefix + file.getFileName())
                    .toList();
        }
    }

    @Test
    void each_is_served_as_what_it_is_and_with_its_own_tag() {
        Set<String> etags = new HashSet<>();
        assertThat(WebFiles.NAMES).allSatisfy(name -> {
            WebFiles.WebFile file = files.at("/" + name);
            assertThat(file.bytes()).isNotEmpty();
            assertThat(file.contentType())
                    .startsWith(
                            name.endsWith(".html")
                                    ? "text/html"
                                    : name.endsWith(".css") ? "text/css" : "text/javascript")
                    .endsWith("charset=utf-8");
            assertThat(file.etag()).matches("\"[0-9a-f]+\"");
            assertThat(etags.add(file.etag())).as(file.etag()).isTrue();
        });
        assertThat(files.at("/")).isSameAs(files.at("/index.html"));
    }

    @Test
    void whatever_a_file_refers_to_is_served() {
        for (String name : WebFiles.NAMES) {
            Path from = Path.of("/" + name);
            Matcher references =
                    REFERENCE.matcher(new String(files.at("/" + name).bytes()));
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
