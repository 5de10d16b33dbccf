package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatka.internal.transport.tls.Certificates;
import io.chatka.testing.ChatClient;
import io.chatka.testing.RawWebSocket;
import io.chatka.testing.TestServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Members over TLS that stop reading: the bytes that wait for them are shared, except for the
 * little that is encrypted already.
 */
@Tag("full")
class StandingStillIT {
    /** So many members that the bytes would exceed the bound if each had a copy. */
    private static final int MEMBERS = 6;

    private static final int MOST_MESSAGES = 2_000;
    private static final String TEXT = "x".repeat(20_000);

    /**
     * Bytes of each member: what the channel has, with the headers of TLS and Netty's own overhead.
     */
    private static final int ENCRYPTED = 72 * 1024;

    /**
     * Bytes of all together: what may wait for each, and shared frames that the next sweep
     * releases.
     */
    private static final int SHARED = 2 << 20;

    @TempDir
    static Path directory;

    @Test
    void members_that_stand_still_over_TLS_hold_little_of_their_own_and_the_others_chat_on() throws Exception {
        Certificates certificates = Certificates.in(directory);
        List<Path> pem =
                certificates.make("chat", "-keyalg EC -groupname secp256r1").writePem(directory, "chat");
        SSLContext trusting = certificates.trusting();
        List<SSLSocket> still = new ArrayList<>();
        try (TestServer server = TestServer.start(
                "limits.text",
                TEXT.length(),
                "limits.slow",
                "1h",
                "limits.queued",
                "1MiB",
                "server.event-loops",
                1,
                "server.tls.certificate",
                pem.get(0),
                "server.tls.key",
                pem.get(1))) {
            URI lobby = URI.create("wss://127.0.0.1:" + server.port() + "/ws/lobby");
            try (ChatClient ann = ChatClient.connect(lobby, Map.of(), trusting.getSocketFactory())) {
                ann.next("joined");
                for (int i = 0; i < MEMBERS; i++) {
                    still.add(member(trusting, server.port()));
                }
                await().until(() -> server.connections() == MEMBERS + 1);
                int sent = 0;
                while (sent < MOST_MESSAGES && server.metric("chatka_connections_congested") < MEMBERS) {
                    for (int i = 0; i < 10; i++) {
                        ann.send("{\"type\":\"say\",\"text\":\"" + TEXT + "\"}");
                        assertThat(ann.next("message").path("seq").asInt()).isEqualTo(++sent);
                    }
                }
                assertThat(server.metric("chatka_connections_congested")).isEqualTo(MEMBERS);
                assertThat(server.metric("chatka_queued_most_bytes")).isGreaterThan(1 << 20);
                assertThat(server.metric("chatka_queued_bytes")).isBetween(1e6, (double) MEMBERS * ENCRYPTED + SHARED);
                ann.send("{\"type\":\"say\",\"text\":\"still here\"}");
                assertThat(ann.next("message").path("text").asText()).isEqualTo("still here");
            } finally {
                for (SSLSocket socket : still) {
                    socket.setSoLinger(true, 0);
                    socket.close();
                }
            }
        }
    }

    /** A member that never reads. */
    private static SSLSocket member(SSLContext trusting, int port) throws IOException {
        SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.startHandshake();
        socket.getOutputStream().write(RawWebSocket.handshake("/ws/lobby").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
