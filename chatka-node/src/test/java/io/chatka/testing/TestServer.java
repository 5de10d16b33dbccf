package io.chatka.testing;

import com.typesafe.config.Config;
import io.chatka.JavaScriptClient;
import io.chatka.api.WebFiles;
import io.chatka.internal.broker.Broker;
import io.chatka.internal.node.Configuration;
import io.chatka.internal.node.Given;
import io.chatka.internal.node.Node;
import io.chatka.internal.transport.DirectMemory;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A server on free ports, with settings that a test chooses. */
public final class TestServer implements AutoCloseable {
    /** The JavaScript client, and a page of 6 KB. */
    private static final WebFiles FILES = WebFiles.of(Map.of(
                    "/index.html",
                    ("<!doctype html><html><title>test</title>" + "<p>page</p>".repeat(550))
                            .getBytes(StandardCharsets.US_ASCII)))
            .and(JavaScriptClient.files());

    static {
        DirectMemory.failAtOnce();
    }

    private final Node node;

    private TestServer(Broker broker, WebFiles files, Config config) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        this.node = Node.start(new Given(
                config,
                UnaryOperator.identity(),
                broker,
                files,
                Given.Seams.NONE,
                new Given.Watching(registry, registry::scrape, null),
                true));
    }

    /** @param settings pairs of a key below {@code chatka.} and its value */
    public static TestServer start(Object... settings) {
        return new TestServer(null, FILES, configuration(settings));
    }

    /** A server on a broker that the test made. */
    public static TestServer on(Broker broker, Object... settings) {
        return new TestServer(broker, WebFiles.NONE, configuration(settings));
    }

    public static Config configuration(Object... settings) {
        Map<String, Object> overrides = new HashMap<>(Map.of(
                "chatka.server.port",
                0,
                "chatka.server.admin-port",
                0,
                "chatka.server.drain",
                "5s",
                "chatka.limits.rate",
                "off"));
        // A machine that stands still for a moment is no Redis that is away.
        overrides.put("chatka.redis.command-timeout", "20s");
        overrides.put("chatka.auth.guests", "on");
        for (int i = 0; i < settings.length; i += 2) {
            Object value = settings[i + 1];
            overrides.put("chatka." + settings[i], value instanceof Path path ? path.toString() : value);
        }
        return Configuration.load(null, overrides);
    }

    public int port() {
        return node.port();
    }

    /** Such as {@code ws://127.0.0.1:12345/ws/lobby}. */
    public URI uri(String path) {
        return URI.create("ws://127.0.0.1:" + node.port() + path);
    }

    public URI http(String path) {
        return URI.create("http://127.0.0.1:" + node.port() + path);
    }

    public URI admin(String path) {
        return URI.create("http://127.0.0.1:" + node.adminPort() + path);
    }

    /**
     * What {@code /metrics} has under this name.
     *
     * @param name with its labels
     */
    public double metric(String name) throws IOException, InterruptedException {
        String start = name + " ";
        return Http.get(admin("/metrics"))
                .body()
                .lines()
                .filter(line -> line.startsWith(start))
                .mapToDouble(line -> Double.parseDouble(line.substring(start.length())))
                .findFirst()
                .orElseThrow();
    }

    public int connections() {
        return node.connections();
    }

    public Node node() {
        return node;
    }

    @Override
    public void close() {
        node.close();
    }
}
