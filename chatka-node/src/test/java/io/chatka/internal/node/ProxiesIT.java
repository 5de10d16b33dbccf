package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.chatka.internal.transport.proxy.ProxyHeaders;
import io.chatka.internal.transport.tls.Certificates;
import io.chatka.testing.HttpAnswer;
import io.chatka.testing.RawWebSocket;
import io.chatka.testing.TestServer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * Connections through proxies. Each address may have one connection, which shows whose connection
 * the node takes it for. The proxy is at 127.0.0.2; 127.0.0.1 is a client like any other.
 */
class ProxiesIT {
    private static final String PROXY = "127.0.0.2";
    private static final byte[] V2 = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
    private static final int WELCOME = 101;
    private static final int FULL = 503;

    @TempDir
    static Path directory;

    private final List<RawWebSocket> open = new ArrayList<>();

    @Test
    void limits_count_the_client_that_a_trusted_proxy_names() throws Exception {
        try (TestServer server = server("x-forwarded-for")) {
            assertThat(connect(server, PROXY, "X-Forwarded-For: 198.51.100.1")).isEqualTo(WELCOME);
            assertThat(connect(server, PROXY, "X-Forwarded-For: 198.51.100.2")).isEqualTo(WELCOME);
            assertThat(connect(server, PROXY, "X-Forwarded-For: 198.51.100.1")).isEqualTo(FULL);
            // An entry of the client itself is on the left.
            assertThat(connect(server, PROXY, "X-Forwarded-For: 203.0.113.7, 198.51.100.1"))
                    .isEqualTo(FULL);
            assertThat(server.metric("chatka_limited_total{limit=\"addresses\"}"))
                    .isEqualTo(2);
            closeAll();
            await().until(() -> server.connections() == 0);
            assertThat(connect(server, PROXY, "X-Forwarded-For: 198.51.100.1")).isEqualTo(WELCOME);
        } finally {
            closeAll();
        }
    }

    @Test
    void headers_of_others_are_ignored() throws Exception {
        try (TestServer server = server("x-forwarded-for")) {
            assertThat(connect(server, "127.0.0.1", "X-Forwarded-For: 198.51.100.1"))
                    .isEqualTo(WELCOME);
            assertThat(connect(server, "127.0.0.1", "X-Forwarded-For: 198.51.100.2"))
                    .isEqualTo(FULL);
            assertThat(connect(server, "127.0.0.3", "X-Forwarded-For: 198.51.100.2"))
                    .isEqualTo(WELCOME);
        } finally {
            closeAll();
        }
    }

    @Test
    void Forwarded_is_believed_where_it_is_set_and_nothing_else() throws Exception {
        try (TestServer server = server("forwarded")) {
            String both = "Forwarded: for=\"[2001:db8:9:9::1]:4711\";proto=https\r\nX-Forwarded-For: 198.51.100.";
            assertThat(connect(server, PROXY, both + "1")).isEqualTo(WELCOME);
            assertThat(connect(server, PROXY, both + "2")).isEqualTo(FULL);
        } finally {
            closeAll();
        }
    }

    static Stream<byte[]> headersOfClients() throws Exception {
        return Stream.of(
                ascii("PROXY TCP4 198.51.100.1 192.0.2.1 4711 443\r\n"),
                ascii("PROXY TCP6 2001:db8:9:9::1 2001:db8::1 4711 443\r\n"),
                v2(0x21, 0x11, "198.51.100.1", "192.0.2.1", 0),
                v2(0x21, 0x21, "2001:db8:9:9::1", "2001:db8::1", 0),
                // With additions (TLVs).
                v2(0x21, 0x11, "198.51.100.1", "192.0.2.1", 100));
    }

    @ParameterizedTest
    @MethodSource("headersOfClients")
    void limits_count_the_client_of_the_PROXY_protocol(byte[] header) throws Exception {
        try (TestServer server = server("proxy-protocol")) {
            assertThat(connect(server, header, "X-Forwarded-For: 203.0.113.1")).isEqualTo(WELCOME);
            assertThat(connect(server, header, "X-Forwarded-For: 203.0.113.2")).isEqualTo(FULL);
            assertThat(connect(server, ascii("PROXY TCP4 203.0.113.9 192.0.2.1 4711 443\r\n"), "X-Y: z"))
                    .isEqualTo(WELCOME);
            assertThat(server.metric("chatka_rejected_total{reason=\"proxy\"}")).isZero();
        } finally {
            closeAll();
        }
    }

    @ParameterizedTest
    @MethodSource("headersOfClients")
    void a_header_may_come_byte_by_byte_and_together_with_what_follows(byte[] header) throws Exception {
        try (TestServer server = server("proxy-protocol")) {
            RawWebSocket web = RawWebSocket.socketFrom(PROXY, server.port());
            open.add(web);
            byte[] all = RawWebSocket.join(header, ascii(RawWebSocket.handshake("/ws/lobby")));
            for (int i = 0; i < all.length - 10; i++) {
                web.send(new byte[] {all[i]});
            }
            web.send(java.util.Arrays.copyOfRange(all, all.length - 10, all.length));
            assertThat(web.answer().status()).isEqualTo(WELCOME);
            web.read("welcome");
        } finally {
            closeAll();
        }
    }

    @Test
    void a_proxys_own_connection_counts_as_its_own() throws Exception {
        try (TestServer server = server("proxy-protocol")) {
            assertThat(connect(server, ascii("PROXY UNKNOWN\r\n"), "X-Y: z")).isEqualTo(WELCOME);
            assertThat(connect(server, v2(0x20, 0x00, "", "", 0), "X-Y: z")).isEqualTo(FULL);
        } finally {
            closeAll();
        }
    }

    static Stream<byte[]> notHeaders() throws Exception {
        return Stream.of(
                ascii(RawWebSocket.handshake("/ws/lobby")),
                ascii("PROXY TCP4 198.51.100.999 192.0.2.1 4711 443\r\n"),
                ascii("PROXY TCP4 198.51.100.1 192.0.2.1 4711 99999\r\n"),
                ascii("PROXY TCP4 198.51.100.1\r\n"),
                ascii("PROXY TCP4 " + "1".repeat(200)),
                ascii("QROXY TCP4 198.51.100.1 192.0.2.1 4711 443\r\n"),
                v2(0x31, 0x11, "198.51.100.1", "192.0.2.1", 0), // version 3
                v2(0x21, 0x55, "198.51.100.1", "192.0.2.1", 0), // a family that there is not
                v2(0x21, 0x21, "198.51.100.1", "192.0.2.1", 0), // too short for IPv6
                v2(0x21, 0x11, "198.51.100.1", "192.0.2.1", 60_000));
    }

    @Test
    void what_is_no_header_is_closed_counted_and_told_once() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(ProxyHeaders.class);
        logger.addAppender(log);
        try (TestServer server = server("proxy-protocol")) {
            List<byte[]> bad = notHeaders().toList();
            for (byte[] header : bad) {
                try (RawWebSocket web = RawWebSocket.socketFrom(PROXY, server.port())) {
                    web.send(header);
                    assertThat(web.ended())
                            .as(new String(header, StandardCharsets.ISO_8859_1))
                            .isTrue();
                }
            }
            await().untilAsserted(() -> assertThat(server.metric("chatka_rejected_total{reason=\"proxy\"}"))
                    .isEqualTo(bad.size()));
            assertThat(log.list).hasSize(1);
            assertThat(log.list.get(0).getFormattedMessage()).contains(PROXY).contains("send-proxy-v2");
        } finally {
            logger.detachAppender(log);
        }
    }

    @Test
    void a_PROXY_header_of_somebody_else_is_no_HTTP() throws Exception {
        try (TestServer server = server("proxy-protocol");
                RawWebSocket web = RawWebSocket.socket(server.port())) {
            web.send("PROXY TCP4 198.51.100.1 192.0.2.1 4711 443\r\n" + RawWebSocket.handshake("/ws/lobby"));
            assertThat(web.answer().status()).isEqualTo(400);
        }
    }

    @Test
    void a_proxy_that_says_nothing_is_closed_in_time() throws Exception {
        try (TestServer server = TestServer.start(
                        "server.proxies.trusted",
                        List.of(PROXY),
                        "server.proxies.header",
                        "proxy-protocol",
                        "limits.handshake",
                        "300ms");
                RawWebSocket silent = RawWebSocket.socketFrom(PROXY, server.port())) {
            silent.send("PROXY TCP4 198");
            assertThat(silent.ended()).isTrue();
        }
    }

    @Test
    void TLS_follows_the_PROXY_protocol() throws Exception {
        Certificates certificates = Certificates.in(directory);
        Path store = certificates.make("proxied", "-keyalg EC").keyStore();
        try (TestServer server = TestServer.start(
                        "server.proxies.trusted",
                        List.of(PROXY),
                        "server.proxies.header",
                        "proxy-protocol",
                        "server.drain",
                        "0s",
                        "server.tls.key-store",
                        store,
                        "server.tls.key-store-password",
                        Certificates.PASSWORD);
                Socket proxied = new Socket("127.0.0.1", server.port(), InetAddress.getByName(PROXY), 0)) {
            proxied.getOutputStream().write(ascii("PROXY TCP4 198.51.100.1 192.0.2.1 4711 443\r\n"));
            SSLSocket socket = (SSLSocket)
                    certificates.trusting().getSocketFactory().createSocket(proxied, "127.0.0.1", server.port(), true);
            socket.getOutputStream().write(ascii(RawWebSocket.handshake("/ws/lobby")));
            HttpAnswer answer = HttpAnswer.read(new java.io.DataInputStream(socket.getInputStream()));
            assertThat(answer.status()).isEqualTo(WELCOME);
        }
    }

    private static TestServer server(String header) {
        return TestServer.start(
                "server.proxies.trusted",
                List.of(PROXY + "/32", "2001:db8::/32"),
                "server.proxies.header",
                header,
                "limits.connections-per-address",
                1,
                "server.drain",
                "0s");
    }

    /** The status of a handshake; a connection that comes of it stays open. */
    private int connect(TestServer server, String from, String headers) throws Exception {
        return connect(server, from, new byte[0], headers);
    }

    private int connect(TestServer server, byte[] before, String headers) throws Exception {
        return connect(server, PROXY, before, headers);
    }

    private int connect(TestServer server, String from, byte[] before, String headers) throws Exception {
        RawWebSocket web = RawWebSocket.socketFrom(from, server.port());
        open.add(web);
        web.send(before);
        web.send(RawWebSocket.handshake("/ws/lobby").replace("\r\n\r\n", "\r\n" + headers + "\r\n\r\n"));
        return web.answer().status();
    }

    private void closeAll() throws Exception {
        for (RawWebSocket web : open) {
            web.close();
        }
        open.clear();
    }

    /** @param additions bytes behind the addresses */
    private static byte[] v2(int versionAndCommand, int family, String source, String destination, int additions)
            throws Exception {
        byte[] addresses = source.isEmpty()
                ? new byte[0]
                : RawWebSocket.join(
                        InetAddress.getByName(source).getAddress(),
                        InetAddress.getByName(destination).getAddress(),
                        new byte[] {0x12, 0x67, 1, (byte) 0xBB});
        ByteBuffer header = ByteBuffer.allocate(16 + addresses.length + additions);
        header.put(V2).put((byte) versionAndCommand).put((byte) family);
        header.putShort((short) (addresses.length + additions)).put(addresses);
        if (additions > 0) {
            header.put((byte) 4).putShort((short) (additions - 3)); // PP2_TYPE_NOOP
        }
        return header.array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
