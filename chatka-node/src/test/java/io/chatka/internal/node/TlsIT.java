package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.chatka.Patience;
import io.chatka.ReloadReport;
import io.chatka.internal.transport.tls.Certificates;
import io.chatka.internal.transport.tls.Tls;
import io.chatka.testing.ChatClient;
import io.chatka.testing.RawWebSocket;
import io.chatka.testing.TestServer;
import java.io.DataInputStream;
import java.io.EOFException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Clients that others wrote, over TLS with certificates that keytool made. */
class TlsIT {
    @TempDir
    static Path directory;

    private static Certificates certificates;
    private static Certificates.Made first;
    private static Certificates.Made second;
    private static SSLContext trusting;

    @BeforeAll
    static void make() throws Exception {
        certificates = Certificates.in(directory);
        first = certificates.make("first", "-keyalg RSA -keysize 2048");
        second = certificates.make("second", "-keyalg EC -groupname secp256r1");
        trusting = certificates.trusting();
    }

    @Test
    void members_over_TLS_get_every_message_in_order_whoever_else_is_written_to() throws Exception {
        List<Path> pem = first.writePem(directory, "chat");
        try (TestServer server = TestServer.start(
                "server.tls.certificate", pem.get(0), "server.tls.key", pem.get(1), "server.event-loops", 2)) {
            List<ChatClient> members = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                members.add(join(server));
            }
            // Own replies and shared messages mix on each connection, short ones and long ones.
            for (int n = 1; n <= 30; n++) {
                String text = n + " " + "x".repeat(n * 60);
                for (ChatClient member : members) {
                    member.send("{\"type\":\"ping\",\"id\":" + n + "}");
                }
                members.get(n % members.size()).send("{\"type\":\"say\",\"text\":\"" + text + "\"}");
                for (ChatClient member : members) {
                    assertThat(member.next("message").path("text").asText()).isEqualTo(text);
                }
            }
            members.forEach(ChatClient::close);
            await().until(() -> server.connections() == 0);
        }
    }

    @Test
    void the_client_of_the_JDK_gets_the_page_and_chats() throws Exception {
        try (TestServer server = TestServer.start(
                "server.tls.key-store", first.keyStore(), "server.tls.key-store-password", Certificates.PASSWORD)) {
            HttpClient client = HttpClient.newBuilder().sslContext(trusting).build();
            String at = "127.0.0.1:" + server.port();
            HttpResponse<String> page = client.send(
                    HttpRequest.newBuilder(URI.create("https://" + at + "/")).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("<!doctype html>");

            BlockingQueue<String> frames = new LinkedBlockingQueue<>();
            WebSocket socket = client.newWebSocketBuilder()
                    .header("Origin", "https://" + at)
                    .buildAsync(URI.create("wss://" + at + "/ws/lobby"), collecting(frames))
                    .get(30, TimeUnit.SECONDS);
            socket.sendText("{\"type\":\"say\",\"text\":\"hi\"}", true);
            String frame = "";
            while (!frame.contains("\"text\":\"hi\"")) {
                frame = frames.poll(30, TimeUnit.SECONDS);
                assertThat(frame).isNotNull();
            }
            socket.abort();
        }
    }

    @Test
    void a_key_that_is_encrypted_is_used() throws Exception {
        Path chain = Files.writeString(directory.resolve("encrypted.crt"), first.certificatesPem());
        Path key = Files.writeString(directory.resolve("encrypted.key"), first.encryptedKeyPem("of the key"));
        try (TestServer server = TestServer.start(
                        "server.tls.certificate",
                        chain,
                        "server.tls.key",
                        key,
                        "server.tls.key-password",
                        "of the key");
                ChatClient ann = join(server)) {
            ann.send("{\"type\":\"say\",\"text\":\"hi\"}");
            ann.next("message");
        }
    }

    @Test
    void new_connections_get_a_renewed_certificate_and_old_ones_stay() throws Exception {
        List<Path> pem = first.writePem(directory, "renewed");
        try (TestServer server = watching(pem);
                ChatClient ann = join(server)) {
            assertThat(presented(server, "TLSv1.3")).isEqualTo(first.certificate());
            second.writePem(directory, "renewed");
            await().until(() -> presented(server, "TLSv1.3").equals(second.certificate()));
            assertThat(server.node().transport().certificateExpires())
                    .isEqualTo(second.certificate().getNotAfter().toInstant().getEpochSecond());
            ann.send("{\"type\":\"say\",\"text\":\"still here\"}");
            ann.next("message");
        }
    }

    @Test
    void a_reload_says_what_it_looked_at_and_why_a_new_file_cannot_be_used() throws Exception {
        List<Path> pem = first.writePem(directory, "spoiled");
        // The test triggers each check, so none runs while it writes.
        Object[] settings = {
            "server.tls.certificate", pem.get(0), "server.tls.key", pem.get(1), "server.tls.check-every", "1d"
        };
        try (TestServer server = TestServer.start(settings)) {
            // The certificate is new, the key is still the old one.
            Files.writeString(pem.get(0), second.certificatesPem());
            assertRefused(server, settings, pem.get(1).toString());
            Files.delete(pem.get(1));
            assertRefused(server, settings, "there is no such file");
            certificates.expired("late").writePem(directory, "spoiled");
            assertRefused(server, settings, "has expired");
            assertThat(presented(server, "TLSv1.3")).isEqualTo(first.certificate());
            second.writePem(directory, "spoiled");
            ReloadReport taken = server.node().reload(TestServer.configuration(settings));
            assertThat(taken.wrong()).isEmpty();
            assertThat(taken.looked())
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains(pem.get(1).toString(), ": renewed, ");
            assertThat(presented(server, "TLSv1.3")).isEqualTo(second.certificate());
            assertThat(server.node().reload(TestServer.configuration(settings)).looked())
                    .first()
                    .asString()
                    .contains(": unchanged (");
        }
    }

    private static void assertRefused(TestServer server, Object[] settings, String why) {
        ReloadReport report = server.node().reload(TestServer.configuration(settings));
        assertThat(report.taken()).isFalse();
        assertThat(report.wrong()).hasSize(1).first().asString().contains("the old one stays in use", why);
    }

    @Test
    void what_the_watcher_finds_and_cannot_use_is_complained_of_once() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(Tls.class);
        logger.addAppender(log);
        List<Path> pem = first.writePem(directory, "watched");
        try (TestServer server = watching(pem)) {
            Files.writeString(pem.get(0), second.certificatesPem());
            await().until(() -> warnings(log).size() == 1);
            assertThat(warnings(log).get(0))
                    .contains("stays in use")
                    .contains(pem.get(1).toString());
            assertThat(presented(server, "TLSv1.3")).isEqualTo(first.certificate());
            // Its key is written later.
            second.writePem(directory, "watched");
            await().until(() -> presented(server, "TLSv1.3").equals(second.certificate()));
            assertThat(warnings(log)).hasSize(1);
        } finally {
            logger.detachAppender(log);
        }
    }

    @Test
    void files_behind_a_link_are_renewed_by_another_link() throws Exception {
        for (String version : List.of("v1", "v2")) {
            Files.createDirectories(directory.resolve(version));
        }
        first.writePem(directory.resolve("v1"), "tls");
        second.writePem(directory.resolve("v2"), "tls");
        // As Kubernetes does: a directory of links into another one, which is a link that is swapped.
        Path data = Files.createSymbolicLink(directory.resolve("..data"), Path.of("v1"));
        List<Path> pem = new ArrayList<>();
        for (String name : List.of("tls.crt", "tls.key")) {
            pem.add(Files.createSymbolicLink(directory.resolve(name), Path.of("..data", name)));
        }
        try (TestServer server = watching(pem)) {
            assertThat(presented(server, "TLSv1.3")).isEqualTo(first.certificate());
            Path next = Files.createSymbolicLink(directory.resolve("..next"), Path.of("v2"));
            Files.move(next, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            await().until(() -> presented(server, "TLSv1.3").equals(second.certificate()));
        }
    }

    @Test
    void a_certificate_that_has_expired_is_warned_of_at_the_start() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(Tls.class);
        logger.addAppender(log);
        List<Path> pem = certificates.expired("gone").writePem(directory, "gone");
        try (TestServer server = watching(pem)) {
            assertThat(server.port()).isPositive();
            assertThat(warnings(log)).hasSize(1).first().asString().contains("has expired", "renew");
        } finally {
            logger.detachAppender(log);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void current_versions_are_spoken(String version) throws Exception {
        try (TestServer server = watching(first.writePem(directory, "versions"))) {
            assertThat(presented(server, version)).isEqualTo(first.certificate());
        }
    }

    @Test
    void TLS_1_1_is_refused() throws Exception {
        try (TestServer server = watching(first.writePem(directory, "versions"));
                Socket socket = new Socket("127.0.0.1", server.port())) {
            ByteBuffer hello = ByteBuffer.allocate(52);
            hello.put(new byte[] {0x16, 3, 1, 0, 47}); // a record with a handshake message
            hello.put(new byte[] {1, 0, 0, 43, 3, 2}).put(new byte[32]).put((byte) 0); // client hello, version 1.1
            hello.put(new byte[] {0, 4, (byte) 0xc0, 0x13, 0, 0x2f, 1, 0}); // cipher suites, no compression
            socket.getOutputStream().write(hello.array());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            assertThat(in.readNBytes(7)).startsWith(0x15).endsWith(2, 70); // a fatal alert: protocol_version
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void a_client_that_does_not_trust_the_authority_goes_away_and_is_counted() throws Exception {
        try (TestServer server = watching(first.writePem(directory, "untrusted"))) {
            SSLContext stranger = SSLContext.getDefault();
            try (SSLSocket socket = (SSLSocket) stranger.getSocketFactory().createSocket("127.0.0.1", server.port())) {
                assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
            }
            await().until(() -> rejected(server) >= 1);
        }
    }

    @Test
    void no_TLS_at_all_is_closed_and_counted() throws Exception {
        try (TestServer server = watching(first.writePem(directory, "plain"));
                RawWebSocket plain = RawWebSocket.socket(server.port())) {
            plain.send(RawWebSocket.handshake("/ws/lobby"));
            assertThat(endsSoon(plain)).isTrue();
            await().until(() -> rejected(server) == 1);
        }
    }

    @Test
    void a_handshake_has_its_time_from_the_accept_on() throws Exception {
        List<Path> pem = first.writePem(directory, "late");
        // Time enough for TLS on a machine that stands still for a moment.
        try (TestServer server = TestServer.start(
                        "server.tls.certificate", pem.get(0), "server.tls.key", pem.get(1), "limits.handshake", "5s");
                RawWebSocket silent = RawWebSocket.socket(server.port());
                RawWebSocket halfway = RawWebSocket.socket(server.port());
                // With TLS done, and no request.
                SSLSocket done = (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", server.port())) {
            done.setSoTimeout((int) Patience.LONGEST.toMillis());
            done.startHandshake();
            halfway.send(new byte[] {0x16, 3, 1, 0, 47, 1, 0});
            assertThat(silent.ended()).isTrue();
            assertThat(halfway.ended()).isTrue();
            assertThat(done.getInputStream().read()).isEqualTo(-1);
        }
    }

    private static TestServer watching(List<Path> pem) {
        return TestServer.start(
                "server.tls.certificate", pem.get(0), "server.tls.key", pem.get(1), "server.tls.check-every", "100ms");
    }

    private static ChatClient join(TestServer server) throws Exception {
        ChatClient client = ChatClient.connect(
                URI.create("wss://127.0.0.1:" + server.port() + "/ws/lobby"), Map.of(), trusting.getSocketFactory());
        client.next("joined");
        return client;
    }

    /** The certificate that a client gets; it has to be for this address and from the authority. */
    private static X509Certificate presented(TestServer server, String version) throws Exception {
        SSLContext fresh = certificates.trusting(); // without a session to resume
        try (SSLSocket socket = (SSLSocket) fresh.getSocketFactory().createSocket("127.0.0.1", server.port())) {
            socket.setEnabledProtocols(new String[] {version});
            var parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private static double rejected(TestServer server) throws Exception {
        return server.metric("chatka_rejected_total{reason=\"tls\"}");
    }

    private static boolean endsSoon(RawWebSocket socket) throws Exception {
        try {
            socket.answer();
            return false;
        } catch (EOFException | SocketException | RuntimeException noAnswer) {
            return socket.ended();
        }
    }

    private static List<String> warnings(ListAppender<ILoggingEvent> log) {
        return List.copyOf(log.list).stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private static WebSocket.Listener collecting(BlockingQueue<String> frames) {
        return new WebSocket.Listener() {
            private final StringBuilder parts = new StringBuilder();

            @Override
            public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                parts.append(data);
                if (last) {
                    frames.add(parts.toString());
                    parts.setLength(0);
                }
                socket.request(1);
                return null;
            }
        };
    }
}
