package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatka.testing.ChatClient;
import io.chatka.testing.Http;
import io.chatka.testing.RawWebSocket;
import io.chatka.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class StoppingIT {

    @Test
    void every_client_is_told_when_to_come_back_and_closed_with_1012() throws Exception {
        List<ChatClient> clients = new ArrayList<>();
        TestServer server = TestServer.start();
        for (int i = 0; i < 20; i++) {
            clients.add(ChatClient.joined(server, "leaving"));
        }
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);

        List<Long> slots = new ArrayList<>();
        for (ChatClient client : clients) {
            JsonNode bye = client.next("bye");
            assertThat(bye.path("code").asInt()).isEqualTo(1012);
            assertThat(bye.path("reconnect").isNumber()).isTrue();
            slots.add(bye.path("reconnect").asLong());
            assertThat(client.closeCode()).isEqualTo(1012);
        }
        assertThat(slots).as("each has a time of its own").doesNotHaveDuplicates();
        stopped.get();
    }

    @Test
    void client_that_does_not_close_does_not_hold_the_server_up() throws Exception {
        TestServer server = TestServer.start("server.drain", "300ms");
        try (java.net.Socket deaf = new java.net.Socket("127.0.0.1", server.port())) {
            deaf.getOutputStream()
                    .write(RawWebSocket.handshake("/ws/lobby").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            org.awaitility.Awaitility.await().until(() -> server.connections() == 1);
            server.close();
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void health_is_told_on_the_admin_port() throws Exception {
        try (TestServer server = TestServer.start()) {
            assertThat(Http.get(server.admin("/live")).statusCode()).isEqualTo(200);
            assertThat(Http.get(server.admin("/ready")).body()).isEqualTo("{\"ready\":true}\n");
            assertThat(Http.get(server.admin("/nothing")).statusCode()).isEqualTo(404);
        }
    }
}
