package io.chatka.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What parts of a node leave behind in this process if nobody closes them.
 *
 * @param threads by name; without those that the JVM, Netty and the tests keep for the whole process
 * @param files that are open, sockets included (Linux)
 * @param objects of our classes that the JVM or a thread still reaches, such as a listener for collections of garbage
 */
public record ProcessState(Set<String> threads, Set<String> files, Map<String, Long> objects) {
    private static final Set<String> OF_THE_PROCESS = Set.of(
            "globalEventExecutor",
            "ForkJoinPool",
            "Common-Cleaner",
            "CompletableFutureDelayScheduler",
            "junit",
            "awaitility");
    private static final Set<String> PARTS = Set.of(
            "io.chatka.internal.node.GarbageCollections",
            "io.chatka.internal.node.NodeHealth",
            "io.chatka.internal.metrics.NodeMeters",
            "io.chatka.internal.admin.AdminServer",
            "io.chatka.internal.transport.Transport",
            "io.chatka.internal.transport.NettyLane",
            "io.chatka.internal.broker.EmbeddedBroker");

    public static ProcessState now() {
        Map<String, Long> objects = LiveObjects.count();
        objects.keySet().retainAll(PARTS);
        return new ProcessState(threadNames(), openFiles(), objects);
    }

    private static Set<String> threadNames() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getThreadGroup() != null
                        && !thread.getThreadGroup().getName().equals("system"))
                .map(Thread::getName)
                .filter(name -> OF_THE_PROCESS.stream().noneMatch(name::startsWith))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> openFiles() {
        List<Path> descriptors;
        try (Stream<Path> listed = Files.list(Path.of("/proc/self/fd"))) {
            descriptors = new ArrayList<>(listed.toList());
        } catch (IOException noLinux) {
            throw new UncheckedIOException(noLinux);
        }
        Set<String> files = new TreeSet<>();
        for (Path descriptor : descriptors) {
            try {
                files.add(descriptor.getFileName() + " " + Files.readSymbolicLink(descriptor));
            } catch (IOException closedMeanwhile) {
                // The descriptor of this listing itself.
            }
        }
        // Opened to load classes meanwhile.
        files.removeIf(file -> file.endsWith(".jar") || file.endsWith("/modules"));
        return files;
    }
}
