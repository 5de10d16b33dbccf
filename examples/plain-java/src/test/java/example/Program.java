package example;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@link Main} in a JVM of its own, on the class path that Maven makes for it. */
final class Program implements AutoCloseable {
    private static final Pattern GREETING = Pattern.compile("chat on port (\\d+); Enter stops it");
    private static final int PATIENCE_SECONDS = 60;

    private final Process process;
    private final Path errors;
    private final BufferedReader out;
    private final int port;

    /** @param settings pairs of a setting and its value */
    Program(Path java, Path errors, String... settings) throws IOException {
        this.errors = errors;
        List<String> command = new ArrayList<>(List.of(java.toString()));
        if (!java.startsWith(System.getProperty("java.home"))) {
            // The one option that newer JVMs need for silence; chatka-node/README.md says so.
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(List.of("-cp", String.join(":", classPath()) + ":target/classes", Main.class.getName()));
        command.addAll(List.of(settings));
        process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        Matcher greeting = GREETING.matcher(String.valueOf(line));
        if (!greeting.matches()) {
            throw new AssertionError("the program began with " + line + "\n" + Files.readString(errors));
        }
        port = Integer.parseInt(greeting.group(1));
    }

    static List<String> classPath() throws IOException {
        return List.of(Files.readString(Path.of("target", "classpath")).trim().split(":"));
    }

    /** Two clients in a room: each gets what the other says. */
    void chat() throws Exception {
        BlockingQueue<String> toAnn = new LinkedBlockingQueue<>();
        BlockingQueue<String> toBob = new LinkedBlockingQueue<>();
        WebSocket ann = join("Ann", toAnn);
        WebSocket bob = join("Bob", toBob);
        ann.sendText("{\"type\":\"say\",\"text\":\"hello Bob\"}", true);
        await(toBob, "hello Bob");
        bob.sendText("{\"type\":\"say\",\"text\":\"hello Ann\"}", true);
        await(toAnn, "hello Ann");
        ann.abort();
        bob.abort();
    }

    private WebSocket join(String name, BlockingQueue<String> frames) throws Exception {
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(
                        URI.create("ws://127.0.0.1:" + port + "/ws/lobby?name=" + name), new WebSocket.Listener() {
                            @Override
                            public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                                frames.add(text.toString());
                                from.request(1);
                                return null;
                            }
                        })
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        await(frames, "\"joined\"");
        return socket;
    }

    private static void await(BlockingQueue<String> frames, String part) throws InterruptedException {
        String frame;
        do {
            frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (frame == null) {
                throw new AssertionError("no frame with " + part + " arrived");
            }
        } while (!frame.contains(part));
    }

    /** Presses Enter; returns what the program printed beside its greeting, once it has ended. */
    String stop() throws Exception {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the program did not end: a thread of the node keeps it running");
        }
        StringBuilder printed = new StringBuilder();
        out.lines().forEach(line -> printed.append(line).append('\n'));
        return printed + Files.readString(errors) + (process.exitValue() == 0 ? "" : "exit " + process.exitValue());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
