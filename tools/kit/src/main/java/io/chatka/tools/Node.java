package io.chatka.tools;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A Chatka server as a process of its own. It keeps its port when it is started again. */
public final class Node implements AutoCloseable {
    private static final long START_MILLIS = 180_000;

    private final String name;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private final int port;
    private final int adminPort;
    private Child child;

    /**
     * Does not start it yet.
     *
     * @param server the words that start a server, without its ports
     * @param directory for its log
     */
    public Node(String name, List<String> server, Map<String, String> environment, Path directory) {
        this.name = name;
        this.environment = Map.copyOf(environment);
        this.log = directory.resolve(name.replace(' ', '-') + ".log");
        this.port = Ports.free();
        this.adminPort = Ports.free();
        this.command = new ArrayList<>(server);
        command.addAll(List.of("--port", Integer.toString(port), "--admin-port", Integer.toString(adminPort)));
    }

    public String name() {
        return name;
    }

    public InetSocketAddress address() {
        return Ports.local(port);
    }

    /** Where operators ask. */
    public InetSocketAddress adminAddress() {
        return Ports.local(adminPort);
    }

    /**
     * What a path of the port for operators answers, such as {@code /ready}; status 0 if nothing
     * comes in time.
     */
    public Answer ask(String path, long millis) {
        return Asking.ask(adminAddress(), path, millis);
    }

    public long pid() {
        return child.pid();
    }

    /** Begins to start it; {@link #ready} waits until it takes connections. */
    public void start() {
        child = Child.start(command, environment, log);
    }

    /** @throws IllegalStateException if it does not start */
    public void ready() {
        if (!child.says(line -> line.contains("ready in"), START_MILLIS)) {
            throw new IllegalStateException(name + " did not start: " + String.join(" | ", child.lastLines()));
        }
    }

    /** Starts it and waits until it takes connections. */
    public void restart() {
        start();
        ready();
    }

    /**
     * A figure of {@code /metrics} without labels, or the sum of those with.
     *
     * @throws UncheckedIOException if it does not answer
     */
    public long metric(String metric) {
        try (InputStream in =
                URI.create("http://127.0.0.1:" + adminPort + "/metrics").toURL().openStream()) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .filter(line -> line.startsWith(metric + ' ') || line.startsWith(metric + '{'))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code kill -9}. */
    public void kill() {
        child.kill();
    }

    /** SIGTERM, and waits for its end; returns its exit code, or -1 if it had to be killed. */
    public int terminate(long millis) {
        child.terminate();
        if (child.ended(millis)) {
            return child.exitCode();
        }
        child.kill();
        return -1;
    }

    /** SIGSTOP, as a very long pause of its JVM. */
    public void freeze() {
        child.signal("STOP");
    }

    public void thaw() {
        child.signal("CONT");
    }

    public boolean alive() {
        return child != null && child.alive();
    }

    @Override
    public void close() {
        if (child != null) {
            child.kill();
        }
    }
}
