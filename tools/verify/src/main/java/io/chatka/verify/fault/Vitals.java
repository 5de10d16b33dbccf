package io.chatka.verify.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What can be seen of a process from outside. */
public final class Vitals {
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+[+-]\\d{4}");
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxx");

    private Vitals() {}

    /**
     * Bytes of live objects of a JVM, after a full collection.
     *
     * @throws IllegalStateException where there is no {@code jcmd} beside the Java that runs this
     */
    public static long liveHeap(long pid) {
        String histogram = Tool.run(jcmd(), Long.toString(pid), "GC.class_histogram");
        String total = histogram
                .lines()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("jcmd said: " + histogram));
        return Long.parseLong(total.trim().split("\\s+")[2]);
    }

    /**
     * The wall clock as a JVM sees it.
     *
     * @throws IllegalStateException where there is no {@code jcmd} beside the Java that runs this
     */
    public static Instant clock(long pid) {
        String uptime = Tool.run(jcmd(), Long.toString(pid), "VM.uptime", "-date");
        Matcher matcher = DATE.matcher(uptime);
        if (!matcher.find()) {
            throw new IllegalStateException("jcmd said: " + uptime);
        }
        return OffsetDateTime.parse(matcher.group(), STAMP).toInstant();
    }

    private static String jcmd() {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        if (!Files.isExecutable(Path.of(jcmd))) {
            throw new IllegalStateException("looking into a server's JVM needs a JDK, and " + jcmd + " is not there");
        }
        return jcmd;
    }

    /** Open descriptors of a process; 0 where there is no {@code /proc}. */
    public static long descriptors(long pid) {
        Path directory = Path.of("/proc", Long.toString(pid), "fd");
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Threads of a process; 0 where there is no {@code /proc}. */
    public static long threads(long pid) {
        Path directory = Path.of("/proc", Long.toString(pid), "task");
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        try (Stream<Path> threads = Files.list(directory)) {
            return threads.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
