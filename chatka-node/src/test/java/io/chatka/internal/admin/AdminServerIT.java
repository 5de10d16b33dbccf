package io.chatka.internal.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatka.Patience;
import io.chatka.internal.admin.AdminPage.Kind;
import io.chatka.testing.HttpAnswer;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Broken and hostile clients of the admin port: {@code /live} is answered all the same. */
class AdminServerIT {
    private static final int MOST = 8;

    /** More than the kernel keeps for a client that does not read. */
    private static final int LARGE = 16 * 1024 * 1024;

    private static final AdminServer.Deadlines LONG = new AdminServer.Deadlines(600_000, 600_000, 600_000);
    private static final AdminServer.Deadlines SHORT = new AdminServer.Deadlines(300, 300, 300);
    private static final String LIVE = "GET /live HTTP/1.1\r\nHost: x\r\n\r\n";

    private final CountDownLatch stuck = new CountDownLatch(1);
    private final List<Peer> peers = new ArrayList<>();
    private AdminServer server;

    /** A client that was made by hand. */
    private static final class Peer implements AutoCloseable {
        private final Socket socket = new Socket();
        private final DataInputStream in;

        Peer(int port) throws IOException {
            socket.setSoTimeout((int) Patience.LONGEST.toMillis());
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            in = new DataInputStream(socket.getInputStream());
        }

        Peer send(String latin1) throws IOException {
            socket.getOutputStream().write(latin1.getBytes(StandardCharsets.ISO_8859_1));
            return this;
        }

        HttpAnswer answer() throws IOException {
            return HttpAnswer.read(in);
        }

        /** Whether the server has closed it; waits for that. */
        boolean ended() {
            try {
                byte[] before = new byte[64 * 1024];
                while (in.read(before) >= 0) {
                    // What was written until then.
                }
                return true;
            } catch (SocketTimeoutException stillOpen) {
                return false;
            } catch (IOException reset) {
                return true;
            }
        }

        /** Whether sending fails, because the server has closed the connection. */
        boolean isClosedTo(String more) {
            try {
                send(more);
                return false;
            } catch (IOException closed) {
                return true;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private void start(AdminServer.Deadlines deadlines) {
        byte[] large = new byte[LARGE];
        server = AdminServer.start(
                "127.0.0.1",
                0,
                MOST,
                List.of(
                        page("/live", Kind.AT_ONCE),
                        new AdminPage("/large", Kind.FIGURES, () -> new Answer(200, "text/plain", large)),
                        new AdminPage("/figures", Kind.FIGURES, this::getStuck),
                        new AdminPage("/broken", Kind.FIGURES, () -> {
                            throw new StackOverflowError("thrown by the test");
                        })),
                new Api(),
                deadlines);
    }

    /** Answers {@code /api} with what it got, and {@code /never} not at all. */
    private static final class Api implements AdminDoor {
        @Override
        public boolean covers(String path) {
            return path.equals("/api") || path.equals("/never");
        }

        @Override
        public void answer(Request request, Consumer<Answer> then) {
            if (request.path().equals("/api")) {
                String got = request.method() + " " + request.target() + " "
                        + request.headers().get("x-test") + " ";
                byte[] start = got.getBytes(StandardCharsets.ISO_8859_1);
                byte[] all = Arrays.copyOf(start, start.length + request.body().length);
                System.arraycopy(request.body(), 0, all, start.length, request.body().length);
                then.accept(new Answer(200, "text/plain", all, Map.of("x-answer", "yes")));
            }
        }

        @Override
        public void listening(int port) {}

        @Override
        public void close() {}
    }

    private static AdminPage page(String path, Kind kind) {
        return new AdminPage(path, kind, () -> new Answer(200, "text/plain", path.getBytes(StandardCharsets.US_ASCII)));
    }

    private Answer getStuck() {
        try {
            stuck.await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
        return new Answer(200, "text/plain", new byte[] {'x'});
    }

    @AfterEach
    void stop() throws IOException {
        for (Peer peer : peers) {
            peer.close();
        }
        server.close();
    }

    private Peer peer() throws IOException {
        Peer peer = new Peer(server.port());
        peers.add(peer);
        return peer;
    }

    private void assertLive() throws IOException {
        try (Peer fresh = new Peer(server.port())) {
            assertThat(fresh.send(LIVE).answer().toString()).endsWith(" /live").startsWith("200 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET /li",
                "GET /live HTTP/1.1\r\nHost: x\r\nX-Half",
                "POST /api HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n",
                "POST /api HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
                "\u0016\u0003\u0001\u0002",
                "GET /large HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /figures HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST /never HTTP/1.1\r\nHost: x\r\n\r\n"
            })
    void whatever_others_hold_up_live_is_answered(String request) throws IOException {
        start(LONG);
        for (int i = 0; i < 5 * MOST; i++) {
            peer().send(request);
            assertLive();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET /li",
                "GET /live HTTP/1.1\r\nHost: x\r\nX-Half",
                "POST /api HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n",
                "GET /figures HTTP/1.1\r\nHost: x\r\n\r\n",
                LIVE,
                LIVE + "GET /li"
            })
    void everything_that_is_waited_for_has_its_deadline(String request) throws IOException {
        start(SHORT);
        assertThat(peer().send(request).ended()).isTrue();
    }

    @Test
    void a_request_that_trickles_in_is_closed_however_regularly_there_is_more() throws Exception {
        start(SHORT);
        for (String before : List.of("", LIVE)) {
            Peer slow = peer().send(before);
            if (!before.isEmpty()) {
                slow.answer();
            }
            await().pollInterval(Duration.ofMillis(20)).until(() -> slow.isClosedTo("G"));
        }
    }

    @Test
    void somebody_who_never_reads_is_closed() throws Exception {
        start(SHORT);
        Peer deaf = peer().send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
        await().until(() -> deaf.isClosedTo("G"));
    }

    @Test
    void very_many_connections_at_once_take_no_more_descriptors_than_the_bound() throws Exception {
        start(LONG);
        for (int i = 0; i < 1000; i++) {
            peer();
        }
        assertLive();
        // All but the allowed number were evicted, and the allowed include the one that has just
        // asked.
        for (Peer peer : peers.subList(0, peers.size() - MOST)) {
            assertThat(peer.ended()).isTrue();
        }
        assertThat(peers.get(peers.size() - 1).send(LIVE).answer().status()).isEqualTo(200);
    }

    @Test
    void a_probe_is_answered_between_clients_that_do_not_read_and_others_that_come_without_end() throws Exception {
        start(LONG);
        for (int i = 0; i < MOST; i++) {
            peer().send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
        }
        AtomicBoolean over = new AtomicBoolean();
        Thread crowd = new Thread(() -> {
            ArrayDeque<Peer> silent = new ArrayDeque<>();
            while (!over.get()) {
                try {
                    silent.add(new Peer(server.port()));
                    if (silent.size() > 4 * MOST) {
                        silent.remove().close();
                    }
                } catch (IOException closedByTheServer) {
                    // As it should be.
                }
            }
            peers.addAll(silent);
        });
        crowd.start();
        try {
            for (int i = 0; i < 200; i++) {
                assertLive();
            }
        } finally {
            over.set(true);
            crowd.join();
        }
    }

    @Test
    void a_request_to_the_api_arrives_whole_and_figures_do_not_hold_it_up() throws Exception {
        start(LONG);
        peer().send("GET /figures HTTP/1.1\r\nHost: x\r\n\r\n");
        HttpAnswer answer = peer().send(
                        "POST http://h/api?a=%20b HTTP/1.1\r\nX-TEST: 1\r\nContent-Length: 3\r\n\r\nabc")
                .answer();
        assertThat(new String(answer.body(), StandardCharsets.ISO_8859_1)).isEqualTo("POST /api?a=%20b 1 abc");
        assertThat(answer.headers()).containsEntry("x-answer", "yes");
    }

    @Test
    void a_page_that_fails_is_answered_and_so_is_the_next_one() throws Exception {
        start(LONG);
        Peer peer = peer();
        for (int i = 0; i < 3; i++) {
            assertThat(peer.send("GET /broken HTTP/1.1\r\nHost: x\r\n\r\n")
                            .answer()
                            .status())
                    .isEqualTo(500);
        }
        assertThat(peer.send(LIVE).answer().status()).isEqualTo(200);
    }

    @Test
    void pipelined_requests_are_answered_one_after_the_other() throws Exception {
        start(LONG);
        Peer peer = peer().send((LIVE + "GET /broken HTTP/1.1\r\nHost: x\r\n\r\n").repeat(50));
        for (int i = 0; i < 50; i++) {
            assertThat(peer.answer().status()).isEqualTo(200);
            assertThat(peer.answer().status()).isEqualTo(500);
        }
    }

    @Test
    void a_large_answer_arrives_whole_at_a_slow_reader() throws Exception {
        start(LONG);
        assertThat(peer().send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
                        .answer()
                        .body())
                .hasSize(LARGE);
    }

    @Test
    void connections_that_are_reset_in_the_middle_leave_nothing_behind() throws Exception {
        start(LONG);
        for (String half : List.of("GET /li", "GET /large HTTP/1.1\r\nHost: x\r\n\r\n")) {
            for (int i = 0; i < 3 * MOST; i++) {
                Peer peer = peer().send(half);
                peer.socket.setSoLinger(true, 0);
                peer.close();
            }
            assertLive();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404|GET /nothing HTTP/1.1",
                "404|GET /live/ HTTP/1.1",
                "404|OPTIONS * HTTP/1.1",
                "405|TRACE /live HTTP/1.1",
                "405|POST /live HTTP/1.1",
                "200|GET /live?x=1 HTTP/1.1",
                "200|GET http://elsewhere:80/live HTTP/1.1",
                "200|POST /api HTTP/1.1\\r\\nContent-Length: 2\\r\\n\\r\\n{}",
                "200|POST /api HTTP/1.1\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n2\\r\\n{}\\r\\n0",
                "413|POST /api HTTP/1.1\\r\\nContent-Length: 270000",
                "413|POST /api HTTP/1.1\\r\\nContent-Length: 270000\\r\\nExpect: 100-continue",
                "400|POST /api HTTP/1.1\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nnonsense",
                "400|POST /api HTTP/1.1\\r\\nTransfer-Encoding: chunked\\r\\nContent-Length: 3",
                "400|hello"
            })
    void requests_are_answered_with_their_status(int status, String request) throws IOException {
        start(LONG);
        HttpAnswer answer =
                peer().send(request.replace("\\r\\n", "\r\n") + "\r\n\r\n").answer();
        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
        if (status == 405) {
            assertThat(answer.headers().get("allow")).isEqualTo("GET, HEAD");
        }
        if (status >= 400) {
            assertThat(answer.json().path("detail").asText()).isNotBlank();
        }
        assertLive();
    }

    @Test
    void an_answer_arrives_although_its_client_goes_on_sending() throws IOException {
        start(LONG);
        Map<String, Integer> requests = Map.of(
                "GET /" + "x".repeat(300_000), 414,
                "GET / HTTP/1.1\r\nCookie: " + "x".repeat(300_000), 431,
                "POST /api HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n493e0\r\n" + "x".repeat(300_000), 413);
        for (Map.Entry<String, Integer> request : requests.entrySet()) {
            Peer peer = peer().send(request.getKey());
            assertThat(peer.answer().status()).isEqualTo(request.getValue());
            assertThat(peer.ended()).isTrue();
        }
    }

    @Test
    void expect_100_continue_is_told_to_go_on() throws IOException {
        start(LONG);
        Peer peer = peer().send("POST /api HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
        assertThat(peer.answer().status()).isEqualTo(100);
        assertThat(peer.send("{}").answer().status()).isEqualTo(200);
    }

    @Test
    void a_head_has_the_length_and_no_body_and_HTTP_1_0_is_closed() throws IOException {
        start(LONG);
        Peer peer = peer().send("HEAD /live HTTP/1.0\r\n\r\n");
        String all = new String(peer.in.readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(all)
                .startsWith("HTTP/1.1 200")
                .contains("content-length: 5\r\n")
                .endsWith("\r\n\r\n");
    }
}
