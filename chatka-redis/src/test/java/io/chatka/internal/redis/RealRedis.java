package io.chatka.internal.redis;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A private, real {@code redis-server} on a free port of 127.0.0.1, in a directory of its own that is deleted at the
 * end: the one on the PATH, or else the one that comes with the Maven artifact {@code embedded-redis}.
 *
 * <p>It keeps nothing on disk unless told to ({@code "appendonly", "yes"}), and it never outlives the JVM that started
 * it. Methods block until what they do is done.
 */
public final class RealRedis implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final Path directory;
    private final int port;
    private final List<String> command = new ArrayList<>();
    private final String password;
    private Process process;

    private RealRedis(boolean carried, String password, List<String> options) {
        try {
            this.directory = Files.createTempDirectory("chatka-redis-");
            this.port = freePort();
            this.password = password;
            command.add(carried ? unpack(directory) : onPath() ? "redis-server" : unpack(directory));
            option("bind", "127.0.0.1");
            option("port", Integer.toString(port));
            option("save", "");
            option("dir", directory.toString());
            if (password != null) {
                option("requirepass", password);
            }
            for (int i = 0; i < options.size(); i += 2) {
                option(options.get(i), options.get(i + 1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            restart();
        } catch (IllegalStateException e) {
            close();
            throw e;
        }
    }

    /** Retries with another port, since another process may have taken the first one. */
    private static RealRedis start(boolean carried, String password, List<String> options) {
        try {
            return new RealRedis(carried, password, options);
        } catch (IllegalStateException e) {
            return new RealRedis(carried, password, options);
        }
    }

    /** @param options names and values in turn, as in {@code redis.conf} */
    public static RealRedis start(String... options) {
        return start(false, null, List.of(options));
    }

    public static RealRedis startWithPassword(String password) {
        return start(false, password, List.of());
    }

    /** Always the one of the Maven artifact, even if there is one on the PATH. */
    public static RealRedis startCarried() {
        return start(true, null, List.of());
    }

    public int port() {
        return port;
    }

    /** With the password, if there is one. */
    public String uri() {
        String credentials = password == null ? "" : ":" + URLEncoder.encode(password, StandardCharsets.UTF_8) + "@";
        return "redis://" + credentials.replace("+", "%20") + "127.0.0.1:" + port;
    }

    /** Ends it as a power failure would; it keeps its port. */
    public void kill() {
        process.destroyForcibly();
        await(process);
        RUNNING.remove(process);
    }

    /** Freezes it: connections stay open, and nothing is answered. */
    public void stop() {
        signal("STOP");
    }

    public void resume() {
        signal("CONT");
    }

    /** Starts it again after {@link #kill}, with its data on disk. */
    public void restart() {
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        RUNNING.add(process);
        awaitAnswer();
    }

    /** Where it saves its data. */
    Path snapshot() {
        return directory.resolve("dump.rdb");
    }

    /** Makes it fail to save to disk, so that it refuses writes. */
    public void failToSave() {
        try {
            Files.createDirectory(directory.resolve("dump.rdb"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        call("CONFIG", "SET", "save", "3600 1000000");
        call("BGSAVE");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!call("SET", "probe", "x").startsWith("-MISCONF")) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("redis-server saves all the same");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** One command, as its words; returns the answer as Redis writes it, without the line ends of its last line. */
    public String call(String... words) {
        return callWith(password, words);
    }

    /** The same with another password; null for none. */
    public String callWith(String secret, String... words) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_SECONDS * 1_000);
            OutputStream out = socket.getOutputStream();
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            if (secret != null) {
                send(out, "AUTH", secret);
                in.readLine();
            }
            send(out, words);
            String first = in.readLine();
            return first != null && first.startsWith("$") && !first.equals("$-1") ? in.readLine() : first;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            try {
                deleteAll();
                return;
            } catch (IOException | UncheckedIOException e) {
                // Its child process that saves to disk may live a little longer.
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("cannot delete " + directory, e);
                }
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private void deleteAll() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** @param value several words become several arguments, as in {@code redis.conf} */
    private void option(String name, String value) {
        command.add("--" + name);
        command.addAll(value.isEmpty() ? List.of("") : List.of(value.split(" ")));
    }

    private void awaitAnswer() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < deadline && process.isAlive()) {
            if (answers()) {
                return;
            }
            LockSupport.parkNanos(1_000_000);
        }
        throw new IllegalStateException("redis-server on port " + port + " did not start: " + command);
    }

    private boolean answers() {
        try {
            return "+PONG".equals(call("PING"));
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private void signal(String name) {
        try {
            await(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(Process ending) {
        try {
            if (!ending.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("process " + ending.pid() + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void send(OutputStream out, String... words) throws IOException {
        StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            int length = word.getBytes(StandardCharsets.UTF_8).length;
            request.append('$').append(length).append("\r\n").append(word).append("\r\n");
        }
        out.write(request.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean onPath() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "redis-server")));
    }

    private static String unpack(Path directory) throws IOException {
        Path binary = directory.resolve("redis-server");
        try (InputStream in = RealRedis.class.getResourceAsStream(carriedName())) {
            Files.copy(in, binary, StandardCopyOption.REPLACE_EXISTING);
        }
        if (!binary.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + binary + " executable");
        }
        return binary.toString();
    }

    private static String carriedName() {
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        if (System.getProperty("os.name").startsWith("Mac")) {
            return "/redis-server-6.2.6-v5-darwin-" + (arm ? "arm64" : "amd64");
        }
        return arm ? "/redis-server-6.2.7-linux-arm64" : "/redis-server-6.2.6-v5-linux-amd64";
    }
}
