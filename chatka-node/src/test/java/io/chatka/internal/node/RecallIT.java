package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatka.Chatka;
import io.chatka.ChatkaNode;
import io.chatka.Patience;
import io.chatka.api.Authentication;
import io.chatka.api.User;
import io.chatka.internal.redis.RealRedis;
import io.chatka.testing.ChatClient;
import io.chatka.testing.RawWebSocket;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A flooder is banned while readers that stand still have its texts before them, on two nodes. */
class RecallIT {
    private static final int SMALL_BUFFER = 4096;

    /** More than the kernel's buffers hold. */
    private static final int MESSAGES = 600;

    private static final int LONGEST_MARK = 20;
    private static final String SPAM = "spam".repeat(5_000);

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"epoll, 8", "nio, 3"})
    void nothing_of_a_banned_flooder_reaches_readers_that_wait(String io, int readers) throws Exception {
        play(io, readers);
    }

    /** @param readers on each of two nodes */
    private void play(String io, int readers) throws Exception {
        RealRedis redis = RealRedis.start();
        open.add(redis);
        List<ChatkaNode> nodes = List.of(node(redis, io), node(redis, io));
        List<RawWebSocket> waiting = new ArrayList<>();
        for (int i = 0; i < 2 * readers; i++) {
            RawWebSocket reader = RawWebSocket.open(nodes.get(i % 2).port(), "/ws/lobby", SMALL_BUFFER);
            waiting.add(reader);
            open.add(0, reader);
        }
        ChatClient eve = member(nodes.get(0), "member:eve");
        ChatClient ann = member(nodes.get(1), "member:ann");
        for (int i = 0; i < MESSAGES; i++) {
            String text = i % 10 == 9 ? "words " + i : SPAM;
            (i % 10 == 9 ? ann : eve).send("{\"type\":\"say\",\"room\":\"lobby\",\"text\":\"" + text + "\"}");
            ann.next("message");
        }
        ChatClient mod = member(nodes.get(1), "moderator:mod");
        JsonNode ok = mod.ask("{\"type\":\"moderate\",\"id\":1,\"room\":\"lobby\",\"action\":\"ban\",\"user\":\"eve\","
                + "\"delete\":true}");
        assertThat(ok.path("type").asText()).as("%s", ok).isEqualTo("ok");
        ann.next("deleted");
        // What the contract allows: a second after the ok.
        await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
        Map<Integer, Integer> spamLeft = new HashMap<>();
        for (RawWebSocket reader : waiting) {
            spamLeft.merge(read(reader), 1, Integer::sum);
        }
        // What the kernel had, and one frame that it had begun.
        assertThat(spamLeft.keySet()).as("%s", spamLeft).allMatch(spam -> spam < MESSAGES / 2);
    }

    /** What a reader of many got. */
    private record Got(int spam, int words, boolean spamBehindATombstone) {}

    @Test
    @Tag("full")
    void nothing_of_a_banned_flooder_reaches_a_thousand_readers_that_wait() throws Exception {
        int messages = 250;
        RealRedis redis = RealRedis.start();
        open.add(redis);
        List<ChatkaNode> nodes = List.of(node(redis, "auto"), node(redis, "auto"));
        List<Socket> waiting = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            waiting.add(silent(nodes.get(i % 2).port()));
        }
        ChatClient eve = member(nodes.get(0), "member:eve");
        ChatClient ann = member(nodes.get(1), "member:ann");
        ChatClient mod = member(nodes.get(1), "moderator:mod");
        await().until(() -> nodes.stream().mapToInt(ChatkaNode::connections).sum() == 1003);
        for (int i = 0; i < messages; i++) {
            String text = i % 10 == 9 ? "words" : SPAM;
            (i % 10 == 9 ? ann : eve).send("{\"type\":\"say\",\"room\":\"lobby\",\"text\":\"" + text + "\"}");
            ann.next("message");
        }
        mod.ask("{\"type\":\"moderate\",\"id\":1,\"room\":\"lobby\",\"action\":\"ban\",\"user\":\"eve\","
                + "\"delete\":true}");
        await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
        ExecutorService threads = Executors.newFixedThreadPool(waiting.size());
        open.add(0, threads::shutdownNow);
        List<Future<Got>> reads = new ArrayList<>();
        waiting.forEach(socket -> reads.add(threads.submit(() -> scan(socket))));
        for (Future<Got> read : reads) {
            Got got = read.get();
            assertThat(got.words).isEqualTo(messages / 10);
            assertThat(got.spamBehindATombstone).isFalse();
            // What the kernel had.
            assertThat(got.spam).isLessThan(messages * 9 / 10 / 2);
        }
    }

    /** A member that reads nothing until it is scanned. */
    private Socket silent(int port) throws IOException {
        Socket socket = new Socket();
        open.add(0, socket);
        socket.setReceiveBufferSize(SMALL_BUFFER);
        socket.setSoTimeout((int) Patience.LONGEST.toMillis());
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.getOutputStream().write(RawWebSocket.handshake("/ws/lobby").getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    /** Looks for what the frames hold up to the deletion, without reading them as JSON, which takes too long. */
    private static Got scan(Socket socket) throws IOException {
        // With a small buffer, each few bytes would wait for an acknowledgement.
        socket.setReceiveBufferSize(1 << 20);
        InputStream in = socket.getInputStream();
        byte[] bytes = new byte[64 * 1024];
        int spam = 0;
        int words = 0;
        boolean tombstone = false;
        boolean behind = false;
        int length = 0;
        while (true) {
            int read = in.read(bytes, length, bytes.length - length);
            if (read < 0) {
                throw new EOFException("the reader was disconnected");
            }
            length += read;
            int at = 0;
            for (; at <= length - LONGEST_MARK; at++) {
                if (isAt(bytes, at, "\"text\":\"spam")) {
                    spam++;
                    behind |= tombstone;
                } else if (isAt(bytes, at, "\"text\":\"words")) {
                    words++;
                } else if (isAt(bytes, at, "\"deleted\":true")) {
                    tombstone = true;
                } else if (isAt(bytes, at, "\"type\":\"deleted\",")) {
                    return new Got(spam, words, behind);
                }
            }
            System.arraycopy(bytes, at, bytes, 0, length - at);
            length -= at;
        }
    }

    private static boolean isAt(byte[] bytes, int at, String mark) {
        for (int i = 0; i < mark.length(); i++) {
            if (bytes[at + i] != mark.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Reads up to the deletion; returns how many texts of the flooder came. Everything else is there. */
    private static int read(RawWebSocket reader) throws Exception {
        int spam = 0;
        long seq = 0;
        boolean removed = false;
        while (true) {
            JsonNode frame = reader.read().json();
            if (frame.path("type").asText().equals("deleted")) {
                return spam;
            } else if (!frame.path("type").asText().equals("message")) {
                continue;
            }
            assertThat(frame.path("seq").asLong()).isEqualTo(++seq);
            if (frame.path("deleted").asBoolean()) {
                removed = true;
            } else if (frame.path("text").asText().equals(SPAM)) {
                spam++;
                assertThat(removed).as("a text behind a tombstone").isFalse();
            } else {
                assertThat(frame.path("text").asText()).startsWith("words");
            }
        }
    }

    private ChatkaNode node(RealRedis redis, String io) {
        ChatkaNode node = Chatka.node()
                .port(0)
                .broker(redis.uri())
                .set(Map.of(
                        "chatka.limits.rate", "off",
                        "chatka.limits.queued", "32MiB",
                        "chatka.limits.text", 20_000,
                        "chatka.limits.slow", "1h",
                        "chatka.heartbeat.interval", "1h",
                        "chatka.server.io", io))
                .authenticator(credentials -> CompletableFuture.completedStage(
                        credentials.token() == null ? Authentication.guest() : user(credentials.token())))
                .start();
        open.add(node);
        return node;
    }

    private static Authentication user(String token) {
        String[] parts = token.split(":");
        return Authentication.accepted(new User(parts[1], parts[1], parts[0]));
    }

    private ChatClient member(ChatkaNode node, String token) throws Exception {
        ChatClient client = ChatClient.connect(URI.create("ws://127.0.0.1:" + node.port() + "/ws"));
        open.add(0, client);
        client.send("{\"type\":\"hello\",\"token\":\"" + token + "\"}");
        client.next("welcome");
        client.send("{\"type\":\"join\",\"room\":\"lobby\"}");
        client.next("joined");
        return client;
    }
}
