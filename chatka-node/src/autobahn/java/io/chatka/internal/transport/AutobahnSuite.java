package io.chatka.internal.transport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs the Autobahn suite for RFC 6455 (the fuzzing client of autobahntestsuite, on Jython) against the {@link EchoServer}, and judges what it
 * found: no case may fail, and only those may be less than strict that the committed list names. A case that is strict and
 * still on the list fails the run, too, so that the list only shrinks.
 */
final class AutobahnSuite {
    /** All that this version of the suite has; fewer means that something did not run. It has none about compression. */
    private static final int CASES = 301;

    private static final int MINUTES = 20;

    /**
     * Of the case in the middle: a hundredth of that is usual. Since the suite is patient with each case, this is where a server shows that ends
     * every connection late.
     */
    private static final int MOST_MILLIS = 1_000;

    private AutobahnSuite() {}

    /** @param arguments where the reports go, and the directory with the script and the list of cases that may be less than strict */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path reports = Path.of(arguments[0]);
        Path suite = Path.of(arguments[1]);
        try (EchoServer server = new EchoServer(0)) {
            fuzz(suite.resolve("fuzz.py"), reports, "ws://127.0.0.1:" + server.port() + "/ws");
        }
        JsonNode cases = new ObjectMapper()
                .readTree(reports.resolve("index.json").toFile())
                .path("Chatka");
        List<String> faults = faults(cases, new TreeSet<>(Files.readAllLines(suite.resolve("non-strict.txt"))));
        faults.forEach(System.out::println);
        System.exit(faults.isEmpty() ? 0 : 1);
    }

    /** In a process of its own, without our class path: to Jython, our package {@code io} would hide Python's module of that name. */
    private static void fuzz(Path script, Path reports, String url) throws IOException, InterruptedException {
        String suite = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(jar -> jar.contains("jython") || jar.contains("autobahn"))
                .filter(jar -> jar.endsWith(".jar"))
                .collect(Collectors.joining(File.pathSeparator));
        Process python = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        suite,
                        "org.python.util.jython",
                        script.toString(),
                        reports.toString(),
                        url)
                .inheritIO()
                .start();
        if (!python.waitFor(MINUTES, TimeUnit.MINUTES)) {
            python.destroyForcibly();
            throw new IOException("the suite took longer than " + MINUTES + " minutes");
        }
        if (python.exitValue() != 0) {
            throw new IOException("the suite ended with " + python.exitValue());
        }
    }

    /** Prints the figures; returns what is wrong. */
    private static List<String> faults(JsonNode cases, Set<String> mayBeNonStrict) {
        List<String> faults = new ArrayList<>();
        Map<String, Integer> figures = new TreeMap<>();
        Set<String> nonStrict = new TreeSet<>();
        for (Map.Entry<String, JsonNode> result : cases.properties()) {
            String behavior = result.getValue().path("behavior").asText();
            String close = result.getValue().path("behaviorClose").asText();
            figures.merge(behavior, 1, Integer::sum);
            switch (behavior) {
                case "OK", "INFORMATIONAL" -> {}
                case "NON-STRICT" -> nonStrict.add(result.getKey());
                default -> faults.add("case " + result.getKey() + " is " + behavior);
            }
            if (!Set.of("OK", "INFORMATIONAL").contains(close)) {
                faults.add("case " + result.getKey() + " closes " + close);
            }
        }
        System.out.println("Autobahn: " + cases.size() + " cases: " + figures + ", not strict: " + nonStrict);
        if (cases.size() != CASES) {
            faults.add(cases.size() + " cases were run, and not " + CASES);
        }
        int[] millis = durations(cases);
        if (millis.length > 0 && millis[millis.length / 2] > MOST_MILLIS) {
            faults.add("half of the cases take longer than " + MOST_MILLIS + " ms");
        }
        for (String name : nonStrict) {
            if (!mayBeNonStrict.contains(name)) {
                faults.add("case " + name + " was strict, and is no more");
            }
        }
        for (String name : mayBeNonStrict) {
            if (!nonStrict.contains(name)) {
                faults.add("case " + name + " is strict now: take it off the list");
            }
        }
        return faults;
    }

    private static int[] durations(JsonNode cases) {
        return cases.properties().stream()
                .mapToInt(result -> result.getValue().path("duration").asInt())
                .sorted()
                .toArray();
    }
}
