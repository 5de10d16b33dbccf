package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatka.internal.broker.Broker;
import io.chatka.internal.broker.BrokerOf;
import io.chatka.internal.broker.EmbeddedBroker;
import io.chatka.internal.broker.EmbeddedSettings;
import io.chatka.internal.broker.HistorySettings;
import io.chatka.internal.broker.NodeChannel;
import io.chatka.internal.broker.RoomBroker;
import io.chatka.testing.ChatClient;
import io.chatka.testing.Http;
import io.chatka.testing.RawWebSocket;
import io.chatka.testing.TestServer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The answers for load balancers and operators, on both ports. */
class HealthIT {
    private static final String DEAF =
            "{\"ready\":false,\"reasons\":[\"the broker takes messages but delivers none\"]}\n";

    private static final Pattern STUCK = Pattern.compile("an event loop has done nothing for \\d+ s");

    private final Broker broker = new EmbeddedBroker(
            Clock.systemUTC(), System::nanoTime, EmbeddedSettings.defaults(HistorySettings.defaults()));
    private final AtomicBoolean deaf = new AtomicBoolean();
    private final CountDownLatch stuck = new CountDownLatch(1);
    private final AtomicBoolean blocking = new AtomicBoolean();

    /**
     * A broker with faults that a test switches on: it delivers nothing, or publishing blocks the
     * event loop.
     */
    private final Broker faulty = new BrokerOf(
            faulty(RoomBroker.class, broker.rooms(), "publish", () -> {
                if (blocking.get()) {
                    stuck.await();
                }
                return true;
            }),
            faulty(NodeChannel.class, broker.nodes(), "send", () -> !deaf.get()));

    /** @param goesOn decides before each call whether it is passed on */
    private static <T> T faulty(Class<T> port, T target, String method, Callable<Boolean> goesOn) {
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (proxy, called, args) -> {
            if (called.getName().equals(method) && !goesOn.call()) {
                return null;
            }
            try {
                return called.invoke(target, args);
            } catch (InvocationTargetException failed) {
                throw failed.getCause();
            }
        }));
    }

    @Test
    void a_node_that_is_well_says_so_on_both_ports() throws Exception {
        try (TestServer server = TestServer.start()) {
            for (URI uri : new URI[] {server.admin("/ready"), server.http("/ready")}) {
                HttpResponse<String> answer = Http.get(uri);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("{\"ready\":true}\n");
                assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
            }
            assertThat(Http.get(server.admin("/live")).body()).isEqualTo("{\"live\":true}\n");
            assertThat(Http.get(server.http("/live")).body()).isEqualTo("{\"live\":true}\n");
        }
    }

    @Test
    void head_is_answered_without_a_body() throws Exception {
        try (TestServer server = TestServer.start()) {
            for (URI uri : new URI[] {server.admin("/ready"), server.http("/ready")}) {
                HttpResponse<String> answer =
                        Http.send(HttpRequest.newBuilder(uri).method("HEAD", HttpRequest.BodyPublishers.noBody()));
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).isEmpty();
            }
        }
    }

    @Test
    void a_deaf_broker_makes_the_node_not_ready_until_it_hears() throws Exception {
        try (TestServer server = TestServer.on(faulty, "health.echo", "20ms", "health.deaf", "300ms")) {
            await().until(() -> Http.get(server.admin("/ready")).statusCode() == 200);
            deaf.set(true);
            await().until(() -> Http.get(server.admin("/ready")).body().equals(DEAF));
            assertThat(Http.get(server.http("/ready")).body()).isEqualTo(DEAF);
            assertThat(Http.get(server.http("/live")).statusCode())
                    .as("a restart would not help")
                    .isEqualTo(200);
            assertThat(Http.get(server.admin("/metrics")).body())
                    .contains("\nchatka_broker_hearing 0.0", "\nchatka_ready 0.0");
            deaf.set(false);
            await().until(() -> Http.get(server.http("/ready")).statusCode() == 200);
        }
    }

    @Test
    void a_stuck_event_loop_makes_the_node_not_ready_and_leaves_it_live() throws Exception {
        try (TestServer server = withOneLoop("1h");
                ChatClient client = getStuck(server)) {
            await().until(() ->
                    STUCK.matcher(Http.get(server.admin("/ready")).body()).find());
            assertThat(Http.get(server.admin("/live")).statusCode()).isEqualTo(200);
            stuck.countDown();
            client.next("message");
            await().until(() -> Http.get(server.admin("/ready")).statusCode() == 200);
        }
    }

    @Test
    void an_event_loop_that_stays_stuck_makes_the_node_not_live_until_it_goes_on() throws Exception {
        try (TestServer server = withOneLoop("2s");
                ChatClient client = getStuck(server)) {
            await().until(() -> Http.get(server.admin("/live")).statusCode() == 503);
            assertThat(STUCK.matcher(Http.get(server.admin("/live")).body()).find())
                    .isTrue();
            stuck.countDown();
            client.next("message");
            await().until(() -> Http.get(server.admin("/live")).statusCode() == 200
                    && Http.get(server.admin("/ready")).statusCode() == 200);
        }
    }

    private TestServer withOneLoop(String dead) {
        return TestServer.on(
                faulty,
                "server.event-loops",
                1,
                "health.stuck",
                "1200ms",
                "health.dead",
                dead,
                // The loops' regular task runs as often as the shortest deadline asks for.
                "limits.hello",
                "1s");
    }

    /** Somebody whose message blocks the event loop until the test lets it go on. */
    private ChatClient getStuck(TestServer server) throws Exception {
        await().until(() -> Http.get(server.admin("/ready")).statusCode() == 200);
        ChatClient client = ChatClient.joined(server, "stuck");
        blocking.set(true);
        client.send("{\"type\":\"say\",\"text\":\"now\"}");
        return client;
    }

    @Test
    void a_node_that_is_draining_is_not_ready() throws Exception {
        TestServer server = TestServer.start("server.drain", "10m");
        try (Socket deafClient = new Socket("127.0.0.1", server.port())) {
            deafClient
                    .getOutputStream()
                    .write(RawWebSocket.handshake("/ws/lobby").getBytes(StandardCharsets.US_ASCII));
            await().until(() -> server.connections() == 1);
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);
            await().until(() -> Http.get(server.admin("/ready")).body().contains("this node is draining"));
            assertThat(Http.get(server.admin("/live")).statusCode()).isEqualTo(200);
            // Its connection closes.
            deafClient.shutdownOutput();
            stopped.join();
        }
    }
}
