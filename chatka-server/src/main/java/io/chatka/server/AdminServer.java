package io.chatka.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.chatka.config.ConfigException;
import io.chatka.config.Reader;
import io.chatka.metrics.Metrics;
import io.chatka.transport.Health;
import io.chatka.transport.ListenFailures;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * For operators, over HTTP on a port of its own: {@code /live}, and {@code /ready} with the reasons when it is not; {@code
 * /metrics} for Prometheus; {@code /top}, the heaviest rooms and users; {@code POST /reload}.
 */
final class AdminServer implements AutoCloseable {
    private static final String JSON = "application/json";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer http;
    private final ExecutorService executor;

    private record Page(int status, String type, byte[] body) {}

    private AdminServer(HttpServer http, ExecutorService executor) {
        this.http = http;
        this.executor = executor;
    }

    /** @throws ConfigException if the address cannot be listened at */
    static AdminServer start(Reader settings, Health health, Metrics metrics, Supplier<ReloadReport> reload) {
        if (settings.is("admin-port", "off")) {
            return new AdminServer(null, null);
        }
        String host = settings.string("admin-host");
        int port = settings.integer("admin-port", 0, 65535);
        HttpServer http;
        try {
            http = HttpServer.create(new InetSocketAddress(host, port), 0);
        } catch (IOException failed) {
            throw new ConfigException("cannot listen at " + host + ":" + port + " for the admin port: "
                    + ListenFailures.explain(failed, port, "--admin-port"));
        }
        ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "chatka-admin");
            thread.setDaemon(true);
            return thread;
        });
        http.setExecutor(executor);
        page(http, "/live", () -> page(health.at("/live")));
        page(http, "/ready", () -> page(health.at("/ready")));
        page(http, "/top", () -> new Page(200, JSON, metrics.top()));
        page(http, "/metrics", () -> new Page(200, PROMETHEUS, metrics.scrape().getBytes(StandardCharsets.UTF_8)));
        http.createContext("/reload", exchange -> reload(exchange, reload));
        http.start();
        return new AdminServer(http, executor);
    }

    int port() {
        return http == null ? -1 : http.getAddress().getPort();
    }

    @Override
    public void close() {
        if (http != null) {
            http.stop(0);
            executor.shutdown();
        }
    }

    private static Page page(Health.Page page) {
        return new Page(page.status(), JSON, page.json());
    }

    private static void page(HttpServer http, String path, Supplier<Page> content) {
        http.createContext(path, exchange -> answer(exchange, path, content));
    }

    private static void reload(HttpExchange exchange, Supplier<ReloadReport> reload) throws IOException {
        try (exchange) {
            boolean exact = exchange.getRequestURI().getPath().equals("/reload");
            if (!exact || !exchange.getRequestMethod().equals("POST")) {
                exchange.sendResponseHeaders(exact ? 405 : 404, -1);
                return;
            }
            if (exchange.getRequestHeaders().containsKey("Origin")) {
                // A page in the browser of somebody who can reach this port; no operator's tool says where it comes
                // from.
                exchange.sendResponseHeaders(403, -1);
                return;
            }
            ReloadReport report = reload.get();
            write(exchange, new Page(report.taken() ? 200 : 422, JSON, report.json()), false);
        }
    }

    private static void answer(HttpExchange exchange, String path, Supplier<Page> content) throws IOException {
        try (exchange) {
            boolean exact = exchange.getRequestURI().getPath().equals(path);
            boolean head = exchange.getRequestMethod().equals("HEAD");
            if (!exact || !(head || exchange.getRequestMethod().equals("GET"))) {
                exchange.sendResponseHeaders(exact ? 405 : 404, -1);
                return;
            }
            write(exchange, content.get(), head);
        }
    }

    private static void write(HttpExchange exchange, Page page, boolean head) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", page.type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(page.status, head ? -1 : page.body.length);
        if (!head) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(page.body);
            }
        }
    }
}
