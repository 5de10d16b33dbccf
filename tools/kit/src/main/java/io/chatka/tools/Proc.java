package io.chatka.tools;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongToDoubleFunction;

/**
 * What Linux says about processes in {@code /proc}. Knows nothing on other systems and where it may
 * not look.
 */
public final class Proc {
    private static final String LISTENING = "0A";

    private final Path root;

    public Proc() {
        this(Path.of("/proc"));
    }

    /** @param root a directory that looks like {@code /proc} */
    Proc(Path root) {
        this.root = root;
    }

    /** The process that listens on a TCP port of this machine. */
    public OptionalLong listener(int port) {
        Set<String> sockets = new HashSet<>();
        listening("net/tcp", port, sockets);
        listening("net/tcp6", port, sockets);
        if (sockets.isEmpty()) {
            return OptionalLong.empty();
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(root, "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, sockets)) {
                    return OptionalLong.of(Long.parseLong(process.getFileName().toString()));
                }
            }
        } catch (IOException | NumberFormatException unreadable) {
            return OptionalLong.empty();
        }
        return OptionalLong.empty();
    }

    private void listening(String table, int port, Set<String> sockets) {
        String hex = String.format(":%04X", port);
        for (String line : lines(root.resolve(table))) {
            String[] columns = line.trim().split("\\s+");
            if (columns.length > 9 && columns[1].endsWith(hex) && LISTENING.equals(columns[3])) {
                sockets.add("socket:[" + columns[9] + ']');
            }
        }
    }

    private static boolean holds(Path process, Set<String> sockets) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path file : files) {
                if (isOneOf(file, sockets)) {
                    return true;
                }
            }
        } catch (IOException gone) {
            return false; // or somebody else's
        }
        return false;
    }

    private static boolean isOneOf(Path file, Set<String> sockets) {
        try {
            return sockets.contains(Files.readSymbolicLink(file).toString());
        } catch (IOException closed) {
            return false;
        }
    }

    /**
     * CPU seconds so far of a process and of all that it has started, NaN if unknown. Summed over
     * their threads, because is in nanoseconds.
     */
    public double cpuSeconds(long pid) {
        return sum(pid, this::ownCpuSeconds);
    }

    private double ownCpuSeconds(long pid) {
        long nanos = 0;
        try (DirectoryStream<Path> threads =
                Files.newDirectoryStream(process(pid).resolve("task"))) {
            for (Path thread : threads) {
                List<String> lines = lines(thread.resolve("schedstat"));
                nanos += lines.isEmpty() ? 0 : Long.parseLong(lines.get(0).split(" ")[0]);
            }
        } catch (IOException | NumberFormatException unknown) {
            return Double.NaN;
        }
        return nanos == 0 ? Double.NaN : nanos / 1e9;
    }

    /** Resident bytes of a process and of all that it has started, NaN if unknown. */
    public double memory(long pid) {
        return sum(pid, this::ownMemory);
    }

    private double ownMemory(long pid) {
        for (String line : lines(process(pid).resolve("status"))) {
            if (line.startsWith("VmRSS:")) {
                return Double.parseDouble(line.replaceAll("\\D", "")) * 1024;
            }
        }
        return Double.NaN;
    }

    /** Of the process, which has to be known, and of those of its descendants that still are. */
    private double sum(long pid, LongToDoubleFunction own) {
        return tree(pid).stream()
                .mapToDouble(own::applyAsDouble)
                .reduce((all, one) -> Double.isNaN(one) ? all : all + one)
                .orElse(Double.NaN);
    }

    /** The process, its children, theirs, and so on: a server may work in several. */
    private List<Long> tree(long pid) {
        List<Long> processes = new ArrayList<>(List.of(pid));
        for (int i = 0; i < processes.size(); i++) {
            try (DirectoryStream<Path> threads =
                    Files.newDirectoryStream(process(processes.get(i)).resolve("task"))) {
                for (Path thread : threads) {
                    for (String line : lines(thread.resolve("children"))) {
                        for (String child : line.trim().split(" ")) {
                            if (!child.isEmpty()) {
                                processes.add(Long.parseLong(child));
                            }
                        }
                    }
                }
            } catch (IOException | NumberFormatException gone) {
                // it has ended meanwhile, or this is no Linux
            }
        }
        return processes;
    }

    /** Open files and sockets of a process, 0 if unknown. */
    public int descriptors(long pid) {
        return entries(pid, "fd");
    }

    /** Threads of a process, 0 if unknown. */
    public int threads(long pid) {
        return entries(pid, "task");
    }

    private int entries(long pid, String directory) {
        String[] entries = process(pid).resolve(directory).toFile().list();
        return entries == null ? 0 : entries.length;
    }

    public String name(long pid) {
        List<String> lines = lines(process(pid).resolve("comm"));
        return lines.isEmpty() ? "unknown" : lines.get(0).trim();
    }

    public boolean exists(long pid) {
        return Files.isDirectory(process(pid));
    }

    /** Ticks that all processors have been busy, and ticks there were; null if unknown. */
    public long[] machineTicks() {
        for (String line : lines(root.resolve("stat"))) {
            if (line.startsWith("cpu ")) {
                String[] columns = line.trim().split("\\s+");
                long all = 0;
                for (int i = 1; i < Math.min(columns.length, 9); i++) {
                    all += Long.parseLong(columns[i]);
                }
                long idle = Long.parseLong(columns[4]) + Long.parseLong(columns[5]);
                return new long[] {all - idle, all};
            }
        }
        return null;
    }

    /** The processor's name. */
    public String processor() {
        return lines(root.resolve("cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse("unknown");
    }

    private Path process(long pid) {
        return root.resolve(Long.toString(pid));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException | SecurityException unreadable) {
            return List.of();
        }
    }
}
