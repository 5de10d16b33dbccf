package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatka.testing.RawWebSocket;
import io.chatka.testing.TestServer;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.java_websocket.WebSocket;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.framing.Framedata;
import org.java_websocket.handshake.ServerHandshake;
import org.junit.jupiter.api.Test;

/** The heartbeat tells who is there from who is not. */
class HeartbeatIT {
    /** So long that a machine that stands still for a moment does not take the client that answers for gone. */
    private static final String TIMEOUT = "5s";

    @Test
    void half_open_socket_is_freed_while_a_silent_client_that_answers_pings_stays() throws Exception {
        try (TestServer server = TestServer.start("heartbeat.interval", "200ms", "heartbeat.timeout", TIMEOUT);
                Socket halfOpen = new Socket("127.0.0.1", server.port())) {
            PingCounter silent = new PingCounter(server.uri("/ws/lobby"));
            silent.connectBlocking();
            handshake(halfOpen);
            await().until(() -> server.metric("chatka_connections_opened_total") == 2);

            // From here on nothing is read from or written to the first socket, as if its network were gone.
            await().until(() -> server.connections() == 1);
            int pings = silent.pings.get();
            await().until(() -> silent.pings.get() >= pings + 3);

            assertThat(silent.isOpen()).isTrue();
            assertThat(server.connections()).isEqualTo(1);
            silent.close();
        }
    }

    private static void handshake(Socket socket) throws Exception {
        socket.getOutputStream().write(RawWebSocket.handshake("/ws/lobby").getBytes(StandardCharsets.US_ASCII));
    }

    private static final class PingCounter extends WebSocketClient {
        private final AtomicInteger pings = new AtomicInteger();

        PingCounter(URI uri) {
            super(uri);
            setConnectionLostTimeout(0);
        }

        @Override
        public void onWebsocketPing(WebSocket socket, Framedata ping) {
            pings.incrementAndGet();
            super.onWebsocketPing(socket, ping);
        }

        @Override
        public void onOpen(ServerHandshake handshake) {}

        @Override
        public void onMessage(String message) {}

        @Override
        public void onClose(int code, String reason, boolean remote) {}

        @Override
        public void onError(Exception failure) {}
    }
}
