package io.chatka.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive, unpacked into an empty directory, does everything that it is for. */
class DistributionIT {
    private static final Path ARCHIVE = Path.of(System.getProperty("distribution"));
    private static final long MOST_BYTES = 40_000_000;
    private static final Pattern ADDRESS = Pattern.compile("at http://127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern ADMIN = Pattern.compile("admin port (\\d+)");

    @TempDir
    static Path directory;

    private static Path home;

    @BeforeAll
    static void unpack() throws Exception {
        run(List.of("tar", "xzf", ARCHIVE.toString(), "-C", directory.toString()), Map.of());
        try (Stream<Path> roots = Files.list(directory)) {
            home = roots.findFirst().orElseThrow();
        }
    }

    @Test
    void is_small() throws IOException {
        assertThat(Files.size(ARCHIVE)).isLessThan(MOST_BYTES);
    }

    @Test
    void holds_what_its_page_lists_and_the_licence() throws IOException {
        try (Stream<Path> files = Files.list(home)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "LICENSE",
                            "README.md",
                            "chatka",
                            "chatka-bench.jar",
                            "chatka-server.jar",
                            "chatka-verify.jar",
                            "chatka.conf",
                            "healthcheck",
                            "lib");
        }
        assertThat(home.resolve("LICENSE")).hasSameTextualContentAs(Path.of("..", "LICENSE"));
        assertThat(Files.isExecutable(home.resolve("chatka"))).isTrue();
        assertThat(Files.isExecutable(home.resolve("healthcheck"))).isTrue();
        assertThat(home.getFileName().toString() + ".tar.gz")
                .isEqualTo(ARCHIVE.getFileName().toString());
    }

    @Test
    void its_programs_start() throws Exception {
        assertThat(launch("--help")).contains("serve");
        assertThat(launch("bench", "--help")).contains("--users");
    }

    /** It prepares a fast start for the servers that it starts. */
    @Tag("full")
    @Test
    void verify_starts() throws Exception {
        assertThat(launch("verify", "--list")).contains("rolling-restart");
    }

    @Tag("full")
    @Test
    void serves_a_chat_from_its_configuration_and_stops_at_once() throws Exception {
        ProcessBuilder serve = new ProcessBuilder(
                        home.resolve("chatka").toString(),
                        "serve",
                        "--config",
                        home.resolve("chatka.conf").toString(),
                        "--host",
                        "127.0.0.1",
                        "--port",
                        "0",
                        "--admin-port",
                        "0")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("server.log").toFile());
        serve.environment()
                .put("XDG_CACHE_HOME", directory.resolve("cache-of-serve").toString());
        Process process = serve.start();
        try {
            process.getOutputStream().close();
            await().atMost(Duration.ofMinutes(5)).until(() -> log().contains("ready in") || !process.isAlive());
            assertThat(process.isAlive()).as(log()).isTrue();
            // A machine that is too small is no fault of the distribution.
            assertThat(log())
                    .doesNotContainPattern("WARN  (?!machine:|limits:)")
                    .contains("guests");
            int port = port(ADDRESS);
            assertThat(page(port, "/")).contains("<html");
            assertThat(page(port, "/client/chatka.js")).contains("export");
            chatsAndKnowsLookalikes(port);
            String admin = Integer.toString(port(ADMIN));
            assertThat(healthcheck(admin, "/live")).contains("200");
            assertThat(healthcheck(admin, "/ready")).contains("200");
        } finally {
            process.toHandle().destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void a_health_check_without_a_server_fails() throws Exception {
        Process check = start(List.of(home.resolve("healthcheck").toString()), Map.of("CHATKA_SERVER_ADMIN_PORT", "1"));
        assertThat(check.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(check.exitValue()).isEqualTo(1);
    }

    @Tag("full")
    @Test
    void a_fast_start_can_be_prepared() throws Exception {
        Path cache = Files.createDirectory(directory.resolve("cache"));
        Map<String, String> environment = Map.of("XDG_CACHE_HOME", cache.toString());
        List<String> prepare = List.of(home.resolve("chatka").toString(), "prepare");
        assertThat(run(prepare, environment)).contains("Prepared");
        try (Stream<Path> made = Files.list(cache.resolve("chatka"))) {
            assertThat(made).hasSize(1).allMatch(file -> file.toFile().length() > 1_000_000);
        }
        // Once.
        assertThat(run(prepare, environment)).doesNotContain("Preparing");
    }

    /** Core has a part of ICU's data; it has to be enough to know lookalikes. */
    private static void chatsAndKnowsLookalikes(int port) throws Exception {
        BlockingQueue<String> frames = new LinkedBlockingQueue<>();
        WebSocket ann = open(port, "Paypal", frames);
        frameWith(frames, "\"joined\"");
        ann.sendText("{\"type\":\"say\",\"text\":\"hi\"}", true);
        assertThat(frameWith(frames, "\"message\"")).contains("\"text\":\"hi\"").doesNotContain("lookalike");
        // The second letter is Cyrillic.
        BlockingQueue<String> others = new LinkedBlockingQueue<>();
        WebSocket forger = open(port, "P%D0%B0ypal", others);
        frameWith(others, "\"joined\"");
        forger.sendText("{\"type\":\"say\",\"text\":\"it is me\"}", true);
        assertThat(frameWith(frames, "\"message\"")).contains("\"lookalike\":true");
        ann.abort();
        forger.abort();
    }

    private static WebSocket open(int port, String name, BlockingQueue<String> frames) throws Exception {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws/lobby?name=" + name), new WebSocket.Listener() {
                    private final StringBuilder parts = new StringBuilder();

                    @Override
                    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                        parts.append(data);
                        if (last) {
                            frames.add(parts.toString());
                            parts.setLength(0);
                        }
                        socket.request(1);
                        return null;
                    }
                })
                .get(30, TimeUnit.SECONDS);
    }

    private static String frameWith(BlockingQueue<String> frames, String part) throws Exception {
        while (true) {
            String frame = frames.poll(30, TimeUnit.SECONDS);
            assertThat(frame).as("a frame with %s", part).isNotNull();
            if (frame.contains(part)) {
                return frame;
            }
        }
    }

    private static String page(int port, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static String healthcheck(String adminPort, String path) throws Exception {
        return run(
                List.of(home.resolve("healthcheck").toString(), path), Map.of("CHATKA_SERVER_ADMIN_PORT", adminPort));
    }

    private static int port(Pattern where) throws IOException {
        Matcher found = where.matcher(log());
        assertThat(found.find()).as(log()).isTrue();
        return Integer.parseInt(found.group(1));
    }

    private static String log() throws IOException {
        return Files.readString(directory.resolve("server.log"));
    }

    private static String launch(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(home.resolve("chatka").toString()));
        command.addAll(List.of(arguments));
        return run(
                command,
                Map.of("XDG_CACHE_HOME", directory.resolve("cache-of-others").toString()));
    }

    private static String run(List<String> command, Map<String, String> environment) throws Exception {
        Process process = start(command, environment);
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("%s: %s", command, output).isZero();
        return output;
    }

    private static Process start(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }
}
