package io.chatka.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatka.ReloadReport;
import io.chatka.api.BrokerUnavailableException;
import io.chatka.api.WebFiles;
import io.chatka.internal.broker.Broker;
import io.chatka.internal.broker.EmbeddedBroker;
import io.chatka.internal.broker.EmbeddedSettings;
import io.chatka.internal.broker.HistorySettings;
import io.chatka.internal.broker.RoomBroker;
import io.chatka.internal.node.Configuration;
import io.chatka.internal.node.Given;
import io.chatka.internal.node.Node;
import io.chatka.testing.HttpAnswer;
import java.io.DataInputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each error that docs/openapi.yaml names is produced once, as a problem document. */
class ErrorsIT {
    private static final String KEY = "Authorization: Bearer admin-admin-admin-1";
    private static final String MODERATE = "Authorization: Bearer moderate-moderate-1";
    private static final String JSON = "|Content-Type: application/json|Content-Length: ";

    private static Node node;

    @BeforeAll
    static void start() {
        ReloadReport wrong = new ReloadReport(List.of(), List.of(), List.of(), List.of("chatka.server.drain is -1"));
        node = Node.start(new Given(
                Configuration.load(
                        null,
                        Map.of(
                                "chatka.server.port",
                                0,
                                "chatka.server.admin-port",
                                0,
                                "chatka.admin.keys",
                                List.of(
                                        Map.of("name", "ops", "key", "admin-admin-admin-1", "role", "admin"),
                                        Map.of("name", "backend", "key", "moderate-moderate-1", "role", "moderate")))),
                UnaryOperator.identity(),
                faulty(),
                WebFiles.NONE,
                Given.Seams.NONE,
                new Given.Watching(null, null, () -> wrong),
                false));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    /** The embedded broker; it is away in the room {@code away}, and at fault in the room {@code fault}. */
    private static Broker faulty() {
        EmbeddedBroker broker = new EmbeddedBroker(
                Clock.systemUTC(), System::nanoTime, EmbeddedSettings.defaults(HistorySettings.defaults()));
        RoomBroker rooms = proxy(RoomBroker.class, (method, arguments) -> {
            if (arguments != null && "away".equals(arguments[0])) {
                return CompletableFuture.failedFuture(new BrokerUnavailableException("put in by the test", null));
            } else if (arguments != null && "fault".equals(arguments[0])) {
                throw new IllegalStateException("put in by the test");
            }
            return method.invoke(broker.rooms(), arguments);
        });
        return proxy(
                Broker.class,
                (method, arguments) -> method.getName().equals("rooms") ? rooms : method.invoke(broker, arguments));
    }

    private interface Called {
        Object by(java.lang.reflect.Method method, Object[] arguments) throws ReflectiveOperationException;
    }

    private static <T> T proxy(Class<T> type, Called called) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    try {
                        return called.by(method, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                }));
    }

    private static HttpAnswer send(String request) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", node.adminPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((request + "\r\n\r\n").replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return HttpAnswer.read(new DataInputStream(socket.getInputStream()));
        }
    }

    private static String post(String path, String key, String body) {
        return "POST " + path + " HTTP/1.1|Host: localhost|" + key + JSON + body.length() + "||" + body;
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1|Host: localhost|" + KEY;
    }

    @Test
    void every_documented_error_is_produced_once() throws Exception {
        assertThat(send(post("/api/v1/rooms/r/moderation", KEY, "{\"action\":\"mute\",\"user\":\"api:backend\"}"))
                        .status())
                .isEqualTo(204);
        Map<Integer, String> requests = Map.ofEntries(
                Map.entry(400, get("/api/v1/rooms?limit=0")),
                Map.entry(401, "GET /api/v1/rooms HTTP/1.1|Host: localhost"),
                Map.entry(403, post("/api/v1/drain", MODERATE, "")),
                Map.entry(404, get("/api/v1/nothing")),
                Map.entry(405, "DELETE /api/v1/rooms HTTP/1.1|Host: localhost|" + KEY),
                Map.entry(
                        409,
                        post("/api/v1/rooms/r/moderation", MODERATE, "{\"action\":\"announce\",\"text\":\"hear me\"}")),
                Map.entry(413, post("/api/v1/rooms/r/messages", KEY, "{\"text\":\"" + "x".repeat(20_000) + "\"}")),
                Map.entry(414, get("/api/v1/rooms?prefix=" + "x".repeat(10_000))),
                Map.entry(
                        415,
                        "POST /api/v1/rooms/r/messages HTTP/1.1|Host: localhost|" + KEY
                                + "|Content-Type: text/plain|Content-Length: 2||hi"),
                Map.entry(421, "GET /api/v1/rooms HTTP/1.1|Host: evil.example|" + KEY),
                Map.entry(500, get("/api/v1/rooms/fault/messages")),
                Map.entry(503, get("/api/v1/rooms/away/messages")));
        for (Map.Entry<Integer, String> request : requests.entrySet()) {
            HttpAnswer answer = send(request.getValue());
            assertThat(answer.status()).as(request.getValue()).isEqualTo(request.getKey());
            assertThat(answer.headers().get("content-type")).isEqualTo("application/problem+json");
            JsonNode problem = Json.read(answer.body());
            assertThat(problem.path("status").asInt()).isEqualTo(request.getKey());
            assertThat(problem.path("detail").asText()).isNotEmpty().doesNotContain("put in by the test");
        }
        Set<Integer> produced = new TreeSet<>(requests.keySet());

        // Has a report of its own in place of a problem.
        HttpAnswer reload = send(post("/reload", KEY, ""));
        assertThat(reload.status()).isEqualTo(422);
        assertThat(new String(reload.body(), StandardCharsets.UTF_8)).contains("chatka.server.drain is -1");
        produced.add(422);

        // The last one, since it makes this address wait.
        int status = 401;
        while (status == 401) {
            status = send("GET /api/v1/rooms HTTP/1.1|Host: localhost|Authorization: Bearer wrong")
                    .status();
        }
        produced.add(status);
        assertThat(produced).isEqualTo(documented());
    }

    private static Set<Integer> documented() {
        JsonNode document = Contract.document();
        Set<Integer> documented = new TreeSet<>();
        Pattern.compile("\\b[45][0-9]{2}\\b")
                .matcher(
                        document.at("/components/responses/Problem/description").asText())
                .results()
                .forEach(code -> documented.add(Integer.valueOf(code.group())));
        document.path("paths")
                .forEach(path -> path.forEach(
                        operation -> operation.path("responses").fieldNames().forEachRemaining(code -> {
                            if (code.matches("[45].*")) {
                                documented.add(Integer.valueOf(code));
                            }
                        })));
        return documented;
    }
}
