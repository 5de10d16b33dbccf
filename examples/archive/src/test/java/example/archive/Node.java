package example.archive;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node of the chat as a process. */
final class Node implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("at http://127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern ADMIN_PORT = Pattern.compile("admin port (\\d+)");
    private static final Duration START = Duration.ofMinutes(3);

    private final Process process;
    private final Path log;

    Node(Path log, Path config, String redis) throws IOException {
        this.log = log;
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                System.getProperty("test.server.jar"),
                "serve",
                "--port",
                "0",
                "--admin-port",
                "0",
                "--config",
                config.toString(),
                "--redis",
                redis,
                "--set",
                "chatka.limits.rate=off");
        // Variables of this machine must not be settings of a test.
        builder.environment().keySet().removeIf(name -> name.startsWith("CHATKA_"));
        process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            await().atMost(START).until(() -> !process.isAlive() || logged().contains("ready in"));
            uri();
        } catch (RuntimeException | AssertionError failed) {
            kill();
            throw failed;
        }
    }

    URI uri() {
        return URI.create("ws://127.0.0.1:" + number(PORT) + "/ws");
    }

    URI admin() {
        return URI.create("http://127.0.0.1:" + number(ADMIN_PORT));
    }

    private String number(Pattern pattern) {
        Matcher found = pattern.matcher(logged());
        if (!found.find()) {
            throw new AssertionError("the node did not start: " + logged());
        }
        return found.group(1);
    }

    private String logged() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
