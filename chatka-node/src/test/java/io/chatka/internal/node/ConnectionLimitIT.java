package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatka.testing.ChatClient;
import io.chatka.testing.RawWebSocket;
import io.chatka.testing.TestServer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** As many connections as there may be, and one more. */
class ConnectionLimitIT {
    private static final int LIMIT = 20;

    @Test
    void one_connection_too_many_is_refused_and_the_others_chat_on() throws Exception {
        try (TestServer server = TestServer.start("limits.connections", LIMIT)) {
            List<ChatClient> clients = new ArrayList<>();
            for (int i = 0; i < LIMIT; i++) {
                clients.add(ChatClient.joined(server, "full"));
            }

            HttpResponse<?> refusal = refusal(server);
            assertThat(refusal.statusCode()).isEqualTo(503);
            assertThat(refusal.headers().firstValueAsLong("Retry-After").orElseThrow())
                    .isBetween(1L, 5L);

            clients.get(0).send("{\"type\":\"say\",\"text\":\"still here\"}");
            for (ChatClient client : clients) {
                assertThat(client.next("message").path("text").asText()).isEqualTo("still here");
            }

            // It heals by itself as soon as somebody leaves.
            clients.get(0).close();
            await().until(() -> server.connections() < LIMIT);
            ChatClient.joined(server, "full").close();
            clients.forEach(ChatClient::close);
        }
    }

    @Test
    void out_of_descriptors_new_sockets_wait_until_others_close() throws Exception {
        // With 2 connections and a reserve of 16, accepting pauses at 10 sockets.
        try (TestServer server = TestServer.start("limits.connections", 2, "limits.descriptor-reserve", 16);
                ChatClient ann = ChatClient.joined(server, "full")) {
            List<java.net.Socket> idle = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                idle.add(new java.net.Socket("127.0.0.1", server.port()));
            }
            await().until(() -> server.node().transport().acceptingPaused());
            ann.send("{\"type\":\"say\",\"text\":\"unharmed\"}");
            assertThat(ann.next("message").path("text").asText()).isEqualTo("unharmed");

            for (java.net.Socket socket : idle) {
                socket.close();
            }
            ChatClient.joined(server, "full").close();
            // Those that have closed may not all have been taken out by then.
            await().until(() -> !server.node().transport().acceptingPaused());
        }
    }

    @Test
    void too_many_handshakes_in_a_second_are_told_to_come_back() throws Exception {
        try (TestServer server =
                TestServer.start("limits.rate", "on", "limits.handshakes-per-second", 1, "limits.connections", 50)) {
            List<RawWebSocket> crowd = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                crowd.add(RawWebSocket.socket(server.port()));
            }
            // All at once, so that two fall into the same second however slow the machine is.
            for (RawWebSocket one : crowd) {
                one.send(RawWebSocket.handshake("/ws/full"));
            }
            List<Integer> answers = new ArrayList<>();
            for (RawWebSocket one : crowd) {
                answers.add(one.answer().status());
                one.close();
            }
            assertThat(answers).containsOnly(101, 503);
        }
    }

    private static HttpResponse<?> refusal(TestServer server) {
        try {
            WebSocket connected = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(server.uri("/ws/full"), new WebSocket.Listener() {})
                    .join();
            connected.abort();
            return null;
        } catch (CompletionException refused) {
            return ((WebSocketHandshakeException) refused.getCause()).getResponse();
        }
    }

    @Test
    void page_is_served_while_connections_are_used_up() throws Exception {
        try (TestServer server = TestServer.start("limits.connections", 1);
                ChatClient ann = ChatClient.joined(server, "full")) {
            HttpResponse<String> page = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(server.http("/")).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(ann.isOpen()).isTrue();
        }
    }
}
