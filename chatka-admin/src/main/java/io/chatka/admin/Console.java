package io.chatka.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatka.internal.admin.Answer;
import io.chatka.internal.admin.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The console: its files, and {@code /console/session}, where a browser logs in and out. Thread-safe.
 */
final class Console {
    private static final String FOLDER = "/console/";
    private static final String SESSION = FOLDER + "session";
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

    /** Everything that the page loads comes from here, and nothing may frame it. */
    private static final Map<String, String> HEADERS = Map.of(
            "content-security-policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none';"
                    + " form-action 'none'; frame-ancestors 'none'",
            "referrer-policy",
            "no-referrer",
            "cross-origin-opener-policy",
            "same-origin",
            "cross-origin-resource-policy",
            "same-origin");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "md", "text/plain; charset=utf-8");
    private static final Set<String> OF_UPLOT = Set.of("uPlot.esm.js", "uPlot.min.css");

    private final Guard guard;
    private final String node;
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();

    /** @param node this node's name */
    Console(Guard guard, String node) {
        this.guard = guard;
        this.node = node;
    }

    static boolean covers(String path) {
        return path.equals("/") || path.startsWith(FOLDER);
    }

    /** @throws Problem if there is no such file, or nobody may log in so */
    Answer answer(Request request) {
        guard.checkOrigin(request);
        if (request.path().equals(SESSION)) {
            return session(request);
        }
        if (!Set.of("GET", "HEAD").contains(request.method())) {
            throw Problem.methodNotAllowed(Set.of("GET", "HEAD"));
        }
        String file = request.path().equals("/") ? "index.html" : request.path().substring(FOLDER.length());
        String type = TYPES.get(file.substring(file.lastIndexOf('.') + 1));
        if (type == null || !file.matches("[A-Za-z.-]+")) {
            throw noSuchFile();
        }
        return new Answer(200, type, files.computeIfAbsent(file, Console::read), HEADERS);
    }

    private static byte[] read(String file) {
        try (InputStream in =
                Console.class.getResourceAsStream(OF_UPLOT.contains(file) ? UPLOT + file : "console/" + file)) {
            if (in == null) {
                throw noSuchFile();
            }
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Problem noSuchFile() {
        return Problem.of(404, "the console has no such file; it is at /");
    }

    private Answer session(Request request) {
        switch (request.method()) {
            case "GET":
                AdminKey key = guard.session(request);
                // No error: the page asks this before it knows.
                return key == null
                        ? Json.answer(Json.object())
                        : Json.answer(Json.object()
                                .put("name", key.name())
                                .put("role", key.role().name().toLowerCase(Locale.ROOT))
                                .put("node", node));
            case "POST":
                JsonNode body = Json.read(request.body());
                return cookie(guard.logIn(request, text(body, "token"), text(body, "key")), request, "");
            case "DELETE":
                guard.logOut(request);
                return cookie("", request, "; Max-Age=0");
            default:
                throw Problem.methodNotAllowed(Set.of("GET", "POST", "DELETE"));
        }
    }

    private static String text(JsonNode body, String field) {
        return body.path(field).asText("");
    }

    private Answer cookie(String session, Request request, String end) {
        boolean https = request.headers().getOrDefault("origin", "").startsWith("https:");
        String cookie = guard.cookieName() + "=" + session + "; Path=/; HttpOnly; SameSite=Strict"
                + (https ? "; Secure" : "") + end;
        Map<String, String> headers = new HashMap<>(HEADERS);
        headers.put("set-cookie", cookie);
        return new Answer(204, null, new byte[0], headers);
    }
}
