package io.chatka.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatka.Patience;
import io.chatka.admin.FirstRunKey;
import io.chatka.testing.Http;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged server as a process of its own. */
final class ServerProcess implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("at https?://127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern ADMIN = Pattern.compile("admin port (\\d+)");
    private static final Duration START = Duration.ofMinutes(3);

    final Process process;
    /** Its output until it was ready. */
    final List<String> greeting;

    final int port;
    final int adminPort;

    /** All of its output, read at once: a full pipe would block the server. */
    private final List<String> said = new CopyOnWriteArrayList<>();

    private final CompletableFuture<Void> silent;

    /** @param begun the line to wait for */
    private ServerProcess(Process process, Predicate<String> begun) {
        this.process = process;
        this.silent = CompletableFuture.runAsync(
                () -> process.inputReader()
                        .lines()
                        .filter(line -> !isNotice(line))
                        .forEach(said::add),
                task -> new Thread(task, "output of the server").start());
        await().atMost(START).until(() -> silent.isDone() || said.stream().anyMatch(begun));
        int last = 0;
        while (last < said.size() && !begun.test(said.get(last))) {
            last++;
        }
        if (last == said.size()) {
            throw new AssertionError("the server did not start: " + said);
        }
        this.greeting = List.copyOf(said.subList(0, last + 1));
        this.port = number(ADDRESS);
        this.adminPort = number(ADMIN);
    }

    /** @param before shell commands that the server inherits from */
    static ServerProcess start(String before, String... options) throws IOException {
        return start(ServerProcess::isReady, before, options);
    }

    /** One that listens and waits for its Redis; its admin port is not known then. */
    static ServerProcess startWaiting(String... options) throws IOException {
        return start(line -> line.contains("guests: "), "", options);
    }

    private static ServerProcess start(Predicate<String> begun, String before, String... options) throws IOException {
        String java = ProcessHandle.current().info().command().orElseThrow();
        String jvm = System.getProperty("test.server.jvm.options", "");
        String jar = System.getProperty("test.server.jar");
        String command = before + "exec '" + java + "' " + jvm + " -jar '" + jar + "' serve --port 0 --admin-port 0 "
                + String.join(" ", options);
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true);
        // Variables of this machine must not be settings of a test.
        builder.environment().keySet().removeIf(name -> name.startsWith("CHATKA_"));
        Process process = builder.start();
        try {
            return new ServerProcess(process, begun);
        } catch (RuntimeException | AssertionError failed) {
            process.destroyForcibly();
            throw failed;
        }
    }

    /** The JVM's own word about options that it has found in the environment. */
    private static boolean isNotice(String line) {
        return line.startsWith("Picked up ") || line.startsWith("NOTE: Picked up ");
    }

    private static boolean isReady(String line) {
        return line.contains("ready in");
    }

    private int number(Pattern pattern) {
        return greeting.stream()
                .map(pattern::matcher)
                .filter(Matcher::find)
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .findFirst()
                .orElse(0);
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

    /** Asks the admin API with the key that the server made. */
    HttpResponse<String> api(String method, String path) throws IOException, InterruptedException {
        String key =
                Files.readString(FirstRunKey.file(adminPort, System.getenv())).strip();
        return Http.send(HttpRequest.newBuilder(admin(path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Authorization", "Bearer " + key));
    }

    void awaitLine(String part) {
        await().untilAsserted(() -> assertThat(said).anyMatch(line -> line.contains(part)));
    }

    /** SIGTERM; unlike {@link Process#destroy} this leaves the output to be read. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** SIGHUP. */
    void hangUp() throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-HUP", Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** The exit code; waits for it. */
    int exit() throws InterruptedException {
        assertThat(process.waitFor(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS))
                .as("it has ended")
                .isTrue();
        return process.exitValue();
    }

    /** What it said after it was ready; waits for its end. */
    List<String> rest() {
        silent.orTimeout(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS).join();
        return said.subList(greeting.size(), said.size());
    }

    @Override
    public void close() {
        terminate();
        process.onExit()
                .orTimeout(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
