package io.chatka.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.chatka.config.ConfigException;
import io.chatka.config.Reader;
import io.chatka.transport.ListenFailures;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Health over HTTP, on a port of its own: {@code /live}, and {@code /ready} with the reason when it is not. */
final class AdminServer implements AutoCloseable {
    private final HttpServer http;
    private final ExecutorService executor;

    private AdminServer(HttpServer http, ExecutorService executor) {
        this.http = http;
        this.executor = executor;
    }

    /** @throws ConfigException if the address cannot be listened at */
    static AdminServer start(Reader settings, ChatkaServer server) {
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
        http.createContext("/live", exchange -> answer(exchange, "/live", 200, "{\"live\":true}"));
        http.createContext("/ready", exchange -> {
            String reason = server.notReadyBecause();
            answer(
                    exchange,
                    "/ready",
                    reason == null ? 200 : 503,
                    reason == null ? "{\"ready\":true}" : "{\"ready\":false,\"reason\":\"" + reason + "\"}");
        });
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

    private static void answer(HttpExchange exchange, String path, int status, String json) throws IOException {
        try (exchange) {
            boolean exact = exchange.getRequestURI().getPath().equals(path);
            boolean get = exchange.getRequestMethod().equals("GET")
                    || exchange.getRequestMethod().equals("HEAD");
            byte[] body = (json + "\n").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            if (!exact || !get) {
                exchange.sendResponseHeaders(exact ? 405 : 404, -1);
            } else if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(status, -1);
            } else {
                exchange.sendResponseHeaders(status, body.length);
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(body);
                }
            }
        }
    }
}
