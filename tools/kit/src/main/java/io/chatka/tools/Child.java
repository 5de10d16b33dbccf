package io.chatka.tools;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A process that was started here. Its output goes to a file; it never outlives this JVM. */
public final class Child {
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();
    private static final int REMEMBERED = 40;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Child::endAll, "chatka-end"));
    }

    private final Process process;
    private final Deque<String> last = new ArrayDeque<>();
    private Predicate<String> awaited = line -> false;
    private boolean seen;

    private Child(Process process) {
        this.process = process;
    }

    /** @param log is appended to */
    public static Child start(List<String> command, Map<String, String> environment, Path log) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.start();
            RUNNING.add(process);
            process.onExit().thenAccept(RUNNING::remove);
            Child child = new Child(process);
            Thread reader = new Thread(() -> child.read(log), "chatka-output");
            reader.setDaemon(true);
            reader.start();
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.get(0), e);
        }
    }

    private static void endAll() {
        for (Process process : List.copyOf(RUNNING)) {
            process.destroyForcibly();
        }
    }

    private void read(Path log) {
        try (BufferedReader in = process.inputReader();
                BufferedWriter out =
                        Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.write(line);
                out.newLine();
                out.flush();
                heard(line);
            }
        } catch (IOException closed) {
            heard(closed.toString());
        }
        synchronized (this) {
            notifyAll();
        }
    }

    private synchronized void heard(String line) {
        last.add(line);
        if (last.size() > REMEMBERED) {
            last.remove();
        }
        seen |= awaited.test(line);
        notifyAll();
    }

    /** Waits until it prints such a line; false if it ends or takes too long. */
    public synchronized boolean says(Predicate<String> line, long millis) {
        awaited = line;
        seen |= last.stream().anyMatch(line);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!seen) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0 || !process.isAlive()) {
                return seen;
            }
            waitABit(Math.min(left, 100));
        }
        return true;
    }

    private synchronized void waitABit(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    public synchronized List<String> lastLines() {
        return new ArrayList<>(last);
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** SIGTERM; the output is still read. */
    public void terminate() {
        process.toHandle().destroy();
    }

    public void kill() {
        process.toHandle().destroyForcibly();
        ended(60_000);
    }

    /** Waits until it ends; false if it takes too long. */
    public boolean ended(long millis) {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    public int exitCode() {
        return process.exitValue();
    }

    /** STOP or CONT. */
    public void signal(String name) {
        Programs.run("kill", "-" + name, Long.toString(pid()));
    }
}
