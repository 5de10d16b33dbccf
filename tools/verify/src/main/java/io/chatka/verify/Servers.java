package io.chatka.verify;

import io.chatka.verify.run.CannotRun;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How the servers are started. */
final class Servers {
    /** Messages that a node keeps of a room by default. */
    static final int HISTORY = 200;

    /** No limit on what the clients do; a short drain, and a heartbeat that finds half-open connections in time. */
    private static final List<String> SETTINGS = List.of(
            "chatka.limits.rate=off",
            "chatka.server.drain=2s",
            "chatka.heartbeat.interval=3s",
            "chatka.rooms.idle=3s",
            "chatka.redis.at-start=wait",
            "chatka.redis.try-every=200ms");

    /** Set by the launcher: the server, and the options that it would start it with. */
    private static final String JAR = "chatka.server.jar";

    private static final String OPTIONS = "chatka.server.options";

    private static final int HEARTBEAT_SECONDS = 3;

    private Servers() {}

    /** @param slack as in {@link io.chatka.verify.run.Setup} */
    static List<String> settings(int slack) {
        List<String> settings = new ArrayList<>(SETTINGS);
        settings.add("chatka.heartbeat.timeout=" + HEARTBEAT_SECONDS * slack + 's');
        return settings;
    }

    /**
     * The words that start a server. Not by the launcher, which would build again when somebody edits a source meanwhile.
     *
     * @param given null for the jar that the launcher names
     */
    static List<String> command(Path given) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Path jar = given;
        if (jar == null) {
            String known = System.getProperty(JAR);
            if (known == null) {
                throw new CannotRun("start it as ./chatka verify, or say which server to start with --server-jar");
            }
            jar = Path.of(known);
            command.addAll(List.of(System.getProperty(OPTIONS, "").strip().split("\\s+")));
        }
        if (!Files.isRegularFile(jar)) {
            throw new CannotRun("--server-jar takes the jar of a server, and there is no " + jar);
        }
        command.addAll(List.of("-jar", jar.toAbsolutePath().toString(), "serve"));
        return command;
    }

    /** @param given null for the one on the path */
    static String redis(String given) {
        if (given != null) {
            if (!Files.isExecutable(Path.of(given))) {
                throw new CannotRun("--redis-server takes a program, and " + given + " is none");
            }
            return Path.of(given).toAbsolutePath().toString();
        }
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "redis-server"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElseThrow(
                        () -> new CannotRun("there is no redis-server on the PATH; install it (Debian: apt-get install"
                                + " redis-server; macOS: brew install redis), name one with --redis-server, or verify one node"
                                + " with --embedded"));
    }
}
