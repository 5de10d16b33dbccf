package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.testing.Catalogued;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/hostile-input.md and the tests have the same rows. */
class HostileCatalogueTest {
    private static final String START = "<!-- hostile input: checked against the tests -->";
    private static final Pattern ROW = Pattern.compile("^\\| (\\d+) \\|", Pattern.MULTILINE);
    private static final List<Class<?>> TESTS = List.of(
            HostileHttpIT.class,
            HostileFramesIT.class,
            HostileFloodsIT.class,
            HostileCompressionIT.class,
            HostileInputIT.class,
            ChatIT.class,
            LookalikesIT.class);

    /** Those of the program, by LoggingTest. */
    private static final int LOG_LINES = 71;

    @Test
    void every_row_of_the_document_is_tested_and_every_test_has_its_row() throws IOException {
        assertThat(tested().keySet()).containsExactlyElementsOf(documented());
    }

    private static Set<Integer> documented() throws IOException {
        String document = Files.readString(Path.of("../docs/hostile-input.md"));
        Set<Integer> rows = new TreeSet<>();
        Matcher row = ROW.matcher(document.substring(document.indexOf(START)));
        while (row.find()) {
            assertThat(rows.add(Integer.valueOf(row.group(1))))
                    .as("row " + row.group(1) + " is there once")
                    .isTrue();
        }
        return rows;
    }

    /** How many cases there are of each row. */
    private static TreeMap<Integer, Integer> tested() {
        TreeMap<Integer, Integer> rows = new TreeMap<>();
        rows.put(LOG_LINES, 1);
        cases().forEach(row -> rows.merge(row, 1, Integer::sum));
        return rows;
    }

    private static IntStream cases() {
        IntStream tables = Stream.of(
                        HostileHttpIT.requests().map(HostileHttpIT.Case::row),
                        HostileHttpIT.handshakes().map(HostileHttpIT.Case::row),
                        HostileFramesIT.violations().map(HostileFramesIT.Case::row),
                        HostileFramesIT.limits().map(HostileFramesIT.Case::row),
                        HostileFramesIT.notUtf8().map(HostileFramesIT.Case::row),
                        HostileInputIT.json().map(HostileInputIT.Case::row),
                        HostileInputIT.fields().map(HostileInputIT.Case::row),
                        HostileInputIT.rooms().map(HostileInputIT.Case::row),
                        HostileInputIT.texts().map(HostileInputIT.Case::row))
                .flatMap(rows -> rows)
                .mapToInt(Integer::intValue);
        IntStream methods = TESTS.stream()
                .flatMap(test -> Stream.of(test.getDeclaredMethods()))
                .map(HostileCatalogueTest::rows)
                .flatMapToInt(IntStream::of);
        return IntStream.concat(tables, methods);
    }

    private static int[] rows(Method method) {
        Catalogued catalogued = method.getAnnotation(Catalogued.class);
        return catalogued == null ? new int[0] : catalogued.value();
    }
}
