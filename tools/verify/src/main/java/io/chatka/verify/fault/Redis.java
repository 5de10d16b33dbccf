package io.chatka.verify.fault;

import io.chatka.tools.Child;
import io.chatka.tools.Ports;
import io.chatka.tools.Programs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A Redis process with an append-only file in a directory of its own. It writes to that file before
 * it answers and leaves the rest to the kernel ({@code appendfsync no}), so that every answered
 * write survives the death of the process. ({@code everysec} may hold a write back for up to two
 * seconds behind a slow disk, and then loses answered writes.) Methods block until they are done.
 */
public final class Redis implements AutoCloseable {
    private static final long START_MILLIS = 60_000;

    private static final int CALL_MILLIS = 30_000;
    private static final int ASK_MILLIS = 5_000;
    /** From then on Redis calls a script busy. */
    private static final int BUSY_MILLIS = 100;

    private final String program;
    private final Path directory;
    private final int port = Ports.free();
    private Child child;
    private Socket occupant;

    /**
     * @param program the {@code redis-server}
     * @param directory for its data and its log; made if it is not there
     */
    public Redis(String program, Path directory) {
        this.program = program;
        this.directory = directory;
        try {
            Files.createDirectories(directory.resolve("data"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    /** The same program, in a directory beside its own. */
    Redis another(String name) {
        return new Redis(program, directory.resolveSibling(name));
    }

    public InetSocketAddress address() {
        return Ports.local(port);
    }

    public long pid() {
        return child.pid();
    }

    /** With what it has on disk. */
    public void start() {
        child = Child.start(command(), Map.of(), directory.resolve("redis.log"));
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MILLIS);
        while (!answers()) {
            if (!child.alive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("redis-server did not start: " + child.lastLines());
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    private List<String> command() {
        // A write beyond a file-size limit then fails, as on a full disk, instead of ending the
        // process.
        List<String> command = new ArrayList<>(List.of("sh", "-c", "trap '' XFSZ; exec \"$0\" \"$@\"", program));
        String[] options = {
            "--port", Integer.toString(port),
            "--bind", "127.0.0.1",
            "--dir", directory.resolve("data").toString(),
            "--save", "",
            "--appendonly", "yes",
            "--appendfsync", "no",
            "--auto-aof-rewrite-percentage", "0",
            "--maxclients", "1000",
        };
        command.addAll(List.of(options));
        return command;
    }

    /** {@code kill -9}. */
    public void kill() {
        child.kill();
    }

    /** Deletes its data; only after {@link #kill}. */
    public void empty() {
        delete(directory.resolve("data"));
        try {
            Files.createDirectories(directory.resolve("data"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGSTOP: connections stay open, and nothing is answered. */
    public void freeze() {
        child.signal("STOP");
    }

    public void thaw() {
        child.signal("CONT");
    }

    /**
     * Whether its files may not grow from here on, as on a full disk.
     *
     * @throws IllegalStateException where there is no {@code prlimit}
     */
    public void full(boolean on) {
        String limit = on ? Long.toString(largestFile()) : "unlimited";
        Programs.run("prlimit", "--pid", Long.toString(pid()), "--fsize=" + limit + ':');
    }

    /**
     * A script keeps it busy from here on, until {@link #release}: it answers everything else with
     * BUSY.
     */
    public void occupy() {
        call("CONFIG", "SET", "lua-time-limit", Integer.toString(BUSY_MILLIS));
        try {
            occupant = connect(CALL_MILLIS);
            write(occupant.getOutputStream(), "EVAL", "while true do end", "0");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends what {@link #occupy} began. */
    public void release() {
        call("SCRIPT", "KILL");
        try {
            occupant.close();
        } catch (IOException gone) {
            // it has ended, as intended
        }
    }

    private long largestFile() {
        try (Stream<Path> files = Files.walk(directory.resolve("data"))) {
            return files.mapToLong(file -> file.toFile().length()).max().orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * One command; returns the answer's first line, or the text that it is.
     *
     * @throws UncheckedIOException if it does not answer within 30 s
     */
    public String call(String... words) {
        return call(CALL_MILLIS, words);
    }

    /** The same with less patience, for a Redis that may be away. */
    String ask(String... words) {
        return call(ASK_MILLIS, words);
    }

    private String call(int millis, String... words) {
        try (Socket socket = connect(millis)) {
            write(socket.getOutputStream(), words);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String first = in.readLine();
            if (first == null || !first.startsWith("$") || first.equals("$-1")) {
                return first;
            }
            char[] text = new char[Integer.parseInt(first.substring(1))];
            int length = 0;
            for (int more = 0; more >= 0 && length < text.length; more = in.read(text, length, text.length - length)) {
                length += more;
            }
            return new String(text, 0, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A number out of {@code INFO}; 0 if it is not there. */
    public long info(String section, String field) {
        return call("INFO", section)
                .lines()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.substring(field.length()).replaceAll("[^0-9].*", "")))
                .findFirst()
                .orElse(0);
    }

    /** How much of the stream of writes it has, as a primary or a replica. */
    public long offset() {
        return info("replication", follows() ? "slave_repl_offset:" : "master_repl_offset:");
    }

    /** Whether it is a replica whose primary it hears. */
    public boolean follows() {
        return call("INFO", "replication").contains("master_link_status:up");
    }

    /** Channels with a subscriber. */
    public int channels() {
        return Integer.parseInt(call("PUBSUB", "CHANNELS", "chatka:*").substring(1));
    }

    /**
     * Channels of rooms that clients are in. Channels between nodes have names that no client may
     * use.
     */
    int channelsOfRooms() {
        return Integer.parseInt(call("PUBSUB", "CHANNELS", "chatka:0:{[^~]*").substring(1));
    }

    private Socket connect(int millis) throws IOException {
        Socket socket = new Socket();
        socket.connect(address(), millis);
        socket.setSoTimeout(millis);
        return socket;
    }

    private static void write(OutputStream out, String... words) throws IOException {
        StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            int length = word.getBytes(StandardCharsets.UTF_8).length;
            request.append('$').append(length).append("\r\n").append(word).append("\r\n");
        }
        out.write(request.toString().getBytes(StandardCharsets.UTF_8));
    }

    private boolean answers() {
        try {
            return "+PONG".equals(ask("PING"));
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        child.kill();
    }

    /** Deletes a directory and all in it. */
    public static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
