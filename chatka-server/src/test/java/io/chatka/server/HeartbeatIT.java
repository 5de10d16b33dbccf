package io.chatka.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.OutputStream;
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

    @Test
    void half_open_socket_is_freed_while_a_silent_client_that_answers_pings_stays() throws Exception {
        try (TestServer server = TestServer.start("heartbeat.interval", "200ms", "heartbeat.timeout", "300ms");
                Socket halfOpen = new Socket("127.0.0.1", server.port())) {
            PingCounter silent = new PingCounter(server.uri("/ws/lobby"));
            silent.connectBlocking();
            handshake(halfOpen);
            await().until(() -> server.connections() == 2);

            // From here on nothing is read from or written to the first socket, as if its network were gone.
            await().until(() -> server.connections() == 1);
            int pings = silent.pings.get();
            await().until(() -> silent.pings.get() >= pings + 3);

            assertThat(silent.isOpen()).isTrue();
            assertThat(server.connections()).isEqualTo(1);
            silent.close();
        }
    }

    @Test
    void client_that_never_says_hello_is_closed() throws Exception {
        try (TestServer server = TestServer.start("limits.hello", "200ms");
                ChatClient client = ChatClient.connect(server.uri("/ws"))) {
            assertThat(client.next().path("reason").asText()).isEqualTo("no hello in time");
            assertThat(client.closeCode()).isEqualTo(4000);
        }
    }

    @Test
    void socket_that_never_sends_a_request_is_closed() throws Exception {
        try (TestServer server = TestServer.start("limits.handshake", "200ms");
                Socket silent = new Socket("127.0.0.1", server.port())) {
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void socket_that_sends_a_request_byte_by_byte_is_closed_in_time() throws Exception {
        try (TestServer server = TestServer.start("limits.handshake", "500ms");
                Socket slow = new Socket("127.0.0.1", server.port())) {
            OutputStream out = slow.getOutputStream();
            out.write("GET /ws HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
            // Each byte of the never-ending header is sent when the server had time to look at the one before.
            await().until(() -> {
                try {
                    out.write('x');
                    return slow.getInputStream().available() != 0 || closedByPeer(slow);
                } catch (java.io.IOException closed) {
                    return true;
                }
            });
        }
    }

    private static boolean closedByPeer(Socket socket) throws java.io.IOException {
        socket.setSoTimeout(1);
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException stillOpen) {
            return false;
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
