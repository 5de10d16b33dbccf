package io.chatka.verify.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a process uses. */
public final class Memory {
    private Memory() {}

    /**
     * Bytes of live objects of a JVM, after a full collection.
     *
     * @throws IllegalStateException where there is no {@code jcmd} beside the Java that runs this
     */
    public static long liveHeap(long pid) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        if (!Files.isExecutable(Path.of(jcmd))) {
            throw new IllegalStateException("measuring heaps needs a JDK, and " + jcmd + " is not there");
        }
        String histogram = Tool.run(jcmd, Long.toString(pid), "GC.class_histogram");
        String total = histogram
                .lines()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("jcmd said: " + histogram));
        return Long.parseLong(total.trim().split("\\s+")[2]);
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
