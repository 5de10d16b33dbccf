package example.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What the application serves over HTTP. All but the login and the hook need the key of {@link Secrets}. */
final class Application implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("archive");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int THREADS = 8;
    /** Far more than a node posts at once. */
    private static final int MOST_BODY = 16 << 20;

    private final HttpServer http;
    private final Secrets secrets;
    private final Chat chat;
    private final Archive archive;
    private final Archivist archivist;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS);

    /** What answers a request. */
    private interface Handler {
        /** The content of the answer; null for none. */
        JsonNode answer(JsonNode body) throws Exception;
    }

    /** Something to repeat. */
    private interface Step {
        void run() throws Exception;
    }

    /**
     * Starts.
     *
     * @param http bound, not started
     * @param nodes their admin ports
     * @param database made if it does not exist
     */
    Application(HttpServer http, Secrets secrets, List<URI> nodes, Path database) throws Exception {
        this.http = http;
        this.secrets = secrets;
        chat = new Chat(nodes, secrets.api());
        archive = new Archive(database);
        archivist = new Archivist(chat, archive);
        serve("/login", this::login);
        serve("/hook", this::hook);
        serve("/announce", this::announce);
        serve("/ban", this::ban);
        serve("/online", body -> chat.list("/users", "users"));
        serve("/messages", body -> archive.messages(field(body, "room")));
        serve("/reconcile", body -> {
            archivist.reconcile();
            return null;
        });
        http.setExecutor(threads);
        http.start();
        repeat(archivist::fill, 1);
        // Nobody sees a hole after a message that was the last.
        repeat(archivist::reconcile, 60);
    }

    /** Here an application checks a password; this one believes everybody. */
    private JsonNode login(JsonNode body) throws Exception {
        String user = field(body, "user");
        if (chat.ask("GET", "/users/" + Chat.encoded(user), null).has("ban")) {
            throw new SecurityException("you are banned");
        }
        return JSON.createObjectNode().put("token", secrets.token(user, field(body, "name")));
    }

    private JsonNode hook(JsonNode body) throws Exception {
        archivist.take(body.path("events"));
        return null;
    }

    private JsonNode announce(JsonNode body) throws Exception {
        ObjectNode message = JSON.createObjectNode()
                .put("text", field(body, "text"))
                .put("announcement", true)
                // Another node may be asked again; it does not publish the same key twice.
                .put("key", UUID.randomUUID().toString());
        return chat.ask("POST", "/rooms/" + Chat.encoded(field(body, "room")) + "/messages", message);
    }

    /** No room lets the user in, its tokens are void, and it gets no other. */
    private JsonNode ban(JsonNode body) throws Exception {
        String user = field(body, "user");
        chat.ask("PUT", "/users/" + Chat.encoded(user) + "/ban", JSON.createObjectNode());
        chat.ask("POST", "/tokens/revoke", JSON.createObjectNode().put("user", user));
        return null;
    }

    private static String field(JsonNode body, String name) {
        String value = body.path(name).asText();
        if (value.isEmpty()) {
            throw new IllegalArgumentException("the field \"" + name + "\" is missing");
        }
        return value;
    }

    private void serve(String path, Handler handler) {
        http.createContext(path, exchange -> {
            try (exchange) {
                serve(path, handler, exchange);
            }
        });
    }

    private void serve(String path, Handler handler, HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MOST_BODY);
        if (!isAllowed(path, exchange.getRequestHeaders(), body)) {
            answer(exchange, 401, error("there is no signature, or no key, or a wrong one"));
            return;
        }
        try {
            JsonNode content = handler.answer(JSON.readTree(body));
            answer(exchange, content == null ? 204 : 200, content);
        } catch (IllegalArgumentException | JsonProcessingException mistake) {
            answer(exchange, 400, error(mistake.getMessage()));
        } catch (SecurityException refused) {
            answer(exchange, 403, error(refused.getMessage()));
        } catch (Exception away) {
            LOG.log(System.Logger.Level.WARNING, path + " failed: " + away);
            answer(exchange, 503, error("the chat does not answer, or the archive cannot store"));
        }
    }

    private boolean isAllowed(String path, Headers headers, byte[] body) {
        return switch (path) {
            case "/login" -> true;
            case "/hook" -> secrets.isGenuine(headers, body);
            default -> secrets.isOperator(headers);
        };
    }

    private static JsonNode error(String message) {
        return JSON.createObjectNode().put("error", message);
    }

    private static void answer(HttpExchange exchange, int status, JsonNode content) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        byte[] bytes = content == null ? new byte[0] : JSON.writeValueAsBytes(content);
        exchange.sendResponseHeaders(status, content == null ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void repeat(Step step, int seconds) {
        Runnable once = () -> {
            try {
                step.run();
            } catch (Exception away) {
                LOG.log(System.Logger.Level.WARNING, "the histories cannot be read now; the next try is soon: " + away);
            }
        };
        threads.scheduleWithFixedDelay(once, 0, seconds, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws SQLException {
        http.stop(0);
        threads.shutdownNow();
        archive.close();
    }
}
