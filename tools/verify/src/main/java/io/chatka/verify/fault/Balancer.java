package io.chatka.verify.fault;

import io.chatka.tools.Child;
import io.chatka.tools.Node;
import io.chatka.tools.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A real HAProxy in front of all nodes, configured as in deploy/haproxy: it passes bytes on, adds
 * the client's address by the PROXY protocol, and sends no new clients to a node that is not {@code
 * /ready}.
 */
public final class Balancer implements AutoCloseable {
    private static final long START_MILLIS = 60_000;
    private static final int STATUS = 17; // the column of "show stat"

    private static final String CONFIGURATION = """
            global
              maxconn 8000
              stats socket ipv4@127.0.0.1:%d level user
            defaults
              mode tcp
              timeout connect 2s
              timeout client 60s
              timeout server 60s
            frontend clients
              bind 127.0.0.1:%d
              default_backend nodes
            backend nodes
              balance leastconn
              option redispatch
              retries 3
              option httpchk
              http-check send meth GET uri /ready hdr Host chatka
              http-check expect status 200
              default-server check check-send-proxy inter 1s fall 1 rise 1 send-proxy-v2
            """;

    /** The nodes' settings for it. */
    static final List<String> SETTINGS = List.of(
            "chatka.auth.guests=on",
            "chatka.server.proxies.trusted=[\"127.0.0.1\"]",
            "chatka.server.proxies.header=proxy-protocol");

    private final int port = Ports.free();
    private final int statsPort = Ports.free();
    private final int nodes;
    private final Child child;

    private Balancer(String program, List<Node> nodes, Path directory) {
        StringBuilder configuration = new StringBuilder(CONFIGURATION.formatted(statsPort, port));
        for (Node node : nodes) {
            configuration.append("  server %s 127.0.0.1:%d%n"
                    .formatted(node.name().replace(' ', '-'), node.address().getPort()));
        }
        this.nodes = nodes.size();
        Path file = directory.resolve("haproxy.cfg");
        try {
            Files.writeString(file, configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.child =
                Child.start(List.of(program, "-db", "-f", file.toString()), Map.of(), directory.resolve("haproxy.log"));
    }

    /**
     * Starts it, and waits until it knows that all nodes are ready.
     *
     * @param program the {@code haproxy}
     */
    static Balancer start(String program, List<Node> nodes, Path directory) {
        Balancer balancer = new Balancer(program, nodes, directory);
        if (!balancer.awaitAll(START_MILLIS)) {
            balancer.close();
            throw new IllegalStateException(
                    "HAProxy did not start, or found no nodes: " + String.join(" | ", balancer.child.lastLines()));
        }
        return balancer;
    }

    /** Where clients connect. */
    public InetSocketAddress address() {
        return Ports.local(port);
    }

    /** Waits until it sends clients to all nodes; false if it takes too long. */
    public boolean awaitAll(long millis) {
        long deadline = System.nanoTime() + millis * 1_000_000;
        while (up() < nodes) {
            if (System.nanoTime() > deadline || !child.alive()) {
                return false;
            }
            pause();
        }
        return true;
    }

    /** How many nodes it sends clients to; 0 if it does not answer. */
    private int up() {
        try (Socket socket = new Socket()) {
            socket.connect(Ports.local(statsPort), 1_000);
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write("show stat\n".getBytes(StandardCharsets.US_ASCII));
            String table = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return (int) table.lines()
                    .filter(line -> line.startsWith("nodes,node"))
                    .filter(line -> line.split(",")[STATUS].equals("UP"))
                    .count();
        } catch (IOException notYet) {
            return 0;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        child.kill();
    }
}
