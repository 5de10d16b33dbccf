package io.chatka.attacks;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server as a process of its own, with its limits as they are by default, and what Linux and the JVM know of it. */
final class ServerProcess implements AutoCloseable {
    private static final long TICKS_PER_SECOND = 100;
    private static final int START_SECONDS = 120;
    private static final Pattern ADDRESS = Pattern.compile("at http://127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern TOTAL = Pattern.compile("Total +\\d+ +(\\d+)");

    private final Process process;
    private final int port;

    private ServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Returns when it is ready; throws, with what it said, if it does not become so. */
    static ServerProcess start(File jar, List<String> settings) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(java("java"), "-Xmx256m", "-jar", jar.getPath(), "serve", "--port", "0", "--admin-port", "0"));
        settings.forEach(setting -> command.addAll(List.of("--set", setting)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        CompletableFuture<Integer> port = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(process, port), "server-output");
        reader.setDaemon(true);
        reader.start();
        try {
            return new ServerProcess(process, port.get(START_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException failed) {
            process.destroyForcibly();
            throw new IOException(
                    failed instanceof TimeoutException
                            ? "the server was not ready within " + START_SECONDS + " s"
                            : failed.getCause().getMessage(),
                    failed);
        }
    }

    /** Reads all that the server says, so that it never waits to say it. */
    private static void read(Process process, CompletableFuture<Integer> port) {
        StringBuilder said = new StringBuilder();
        int address = 0;
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (port.isDone()) {
                    continue;
                }
                said.append('\n').append(line);
                Matcher found = ADDRESS.matcher(line);
                if (found.find()) {
                    address = Integer.parseInt(found.group(1));
                }
                if (line.contains("ready in")) {
                    port.complete(address);
                }
            }
        } catch (IOException ended) {
            // Told below, unless it was ready before.
        }
        port.completeExceptionally(new IOException("the server ended before it was ready:" + said));
    }

    int port() {
        return port;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Bytes of memory that the process has from the kernel. */
    long resident() throws IOException {
        for (String line : Files.readAllLines(proc("status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        throw new IOException("no VmRSS");
    }

    /** Seconds of processor time since its start. */
    double processorSeconds() throws IOException {
        String stat = Files.readString(proc("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / (double) TICKS_PER_SECOND;
    }

    /** Open files and sockets. */
    int descriptors() {
        String[] open = proc("fd").toFile().list();
        return open == null ? -1 : open.length;
    }

    /** Bytes on the heap that are reachable; collects the garbage first. */
    long reachable() throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(java("jcmd"), "" + process.pid(), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String histogram = new String(jcmd.getInputStream().readAllBytes());
        jcmd.waitFor();
        Matcher total = TOTAL.matcher(histogram);
        if (!total.find()) {
            throw new IOException("jcmd did not tell the heap: "
                    + histogram.lines().findFirst().orElse(""));
        }
        return Long.parseLong(total.group(1));
    }

    private Path proc(String file) {
        return Path.of("/proc", "" + process.pid(), file);
    }

    private static String java(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
