package io.chatka.attacks;

import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server as a process of its own, with its limits as they are by default, and what Linux and the JVM know of it. */
final class ServerProcess implements AutoCloseable {
    private static final long TICKS_PER_SECOND = 100;
    private static final Pattern TOTAL = Pattern.compile("Total +\\d+ +(\\d+)");

    private final Process process;
    private final int port;

    private ServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static ServerProcess start(File jar, List<String> settings) throws IOException, InterruptedException {
        int port = freePort();
        int admin = freePort();
        List<String> command = new ArrayList<>(List.of(
                java("java"),
                "-Xmx256m",
                "-jar",
                jar.getPath(),
                "serve",
                "--port",
                "" + port,
                "--admin-port",
                "" + admin));
        settings.forEach(setting -> command.addAll(List.of("--set", setting)));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        ServerProcess server = new ServerProcess(process, port);
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        for (int i = 0; i < 300; i++) {
            if (!process.isAlive()) {
                throw new IOException("the server ended with " + process.exitValue());
            }
            if (ready(admin)) {
                return server;
            }
            Thread.sleep(100);
        }
        server.close();
        throw new IOException("the server was not ready within 30 s");
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

    private static boolean ready(int admin) {
        try {
            var connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + admin + "/ready").toURL().openConnection();
            return connection.getResponseCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
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
