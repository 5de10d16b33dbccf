package io.chatka.verify;

import io.chatka.tools.CannotRun;
import io.chatka.tools.Programs;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
        command.add(Programs.ofJava("java"));
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
        if (given == null) {
            return Programs.find("redis-server")
                    .orElseThrow(() -> new CannotRun("there is no redis-server on the PATH; install it (Debian: apt-get"
                            + " install redis-server; macOS: brew install redis), name one with --redis-server, or"
                            + " verify one node with --embedded"));
        }
        if (!Files.isExecutable(Path.of(given))) {
            throw new CannotRun("--redis-server takes a program, and " + given + " is none");
        }
        return Path.of(given).toAbsolutePath().toString();
    }

    /** The address in a URL such as ws://localhost:8000. */
    static InetSocketAddress at(String url) {
        String right =
                "--url takes the address of a Chatka, such as ws://localhost:8000, and was given \"" + url + "\"";
        try {
            URI uri = new URI(url);
            String path = uri.getPath() == null ? "" : uri.getPath();
            if (!"ws".equals(uri.getScheme()) || uri.getHost() == null || !path.matches("/?(ws/?)?")) {
                throw new CannotRun(right);
            }
            InetSocketAddress address = new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort());
            if (address.isUnresolved()) {
                throw new CannotRun("--url names a host that has no address: " + uri.getHost());
            }
            return address;
        } catch (URISyntaxException wrong) {
            throw new CannotRun(right);
        }
    }
}
