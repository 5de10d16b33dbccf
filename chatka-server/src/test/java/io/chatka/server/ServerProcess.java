package io.chatka.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged server as a process of its own. */
final class ServerProcess implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("at http://127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern ADMIN = Pattern.compile("admin port (\\d+)");

    final Process process;
    private final BufferedReader output;
    final List<String> greeting = new ArrayList<>();
    int port;
    int adminPort;

    private ServerProcess(Process process) {
        this.process = process;
        this.output = process.inputReader();
    }

    /** @param before shell commands that the server inherits from */
    static ServerProcess start(String before, String... options) throws IOException {
        String java = ProcessHandle.current().info().command().orElseThrow();
        String jvm = System.getProperty("test.server.jvm.options", "");
        String jar = System.getProperty("test.server.jar");
        String command = before + "exec '" + java + "' " + jvm + " -jar '" + jar + "' serve --port 0 --admin-port 0 "
                + String.join(" ", options);
        ServerProcess server = new ServerProcess(new ProcessBuilder("sh", "-c", command)
                .redirectErrorStream(true)
                .start());
        server.awaitReady();
        return server;
    }

    private void awaitReady() throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            greeting.add(line);
            Matcher address = ADDRESS.matcher(line);
            if (address.find()) {
                port = Integer.parseInt(address.group(1));
            }
            Matcher admin = ADMIN.matcher(line);
            if (admin.find()) {
                adminPort = Integer.parseInt(admin.group(1));
            }
            if (line.contains("ready in")) {
                return;
            }
        }
        throw new AssertionError("the server did not start: " + greeting);
    }

    URI uri(String path) {
        return URI.create("ws://127.0.0.1:" + port + path);
    }

    URI http(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    URI admin(String path) {
        return URI.create("http://127.0.0.1:" + adminPort + path);
    }

    /** SIGTERM; unlike {@link Process#destroy} this leaves the output to be read. */
    void terminate() {
        process.toHandle().destroy();
    }

    List<String> rest() {
        return output.lines().toList();
    }

    @Override
    public void close() {
        terminate();
        process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
