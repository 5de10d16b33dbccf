package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatka.internal.broker.Broker;
import io.chatka.internal.broker.BrokerOf;
import io.chatka.internal.broker.EmbeddedBroker;
import io.chatka.internal.broker.EmbeddedSettings;
import io.chatka.internal.broker.HistorySettings;
import io.chatka.internal.broker.RoomBroker;
import io.chatka.internal.redis.RealRedis;
import io.chatka.testing.ChatClient;
import io.chatka.testing.TestServer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A client that rejoins gets every message that it missed, in order, or learns that some are
 * missing.
 */
class RecoveryIT {
    /** How far a speaker may be ahead of the listeners; much less than the history keeps. */
    private static final int AHEAD = 1_000;

    /** Limits so high that a client which is away misses no more than the history keeps. */
    private static final Object[] LONG_HISTORY = {
        "history.messages",
        5_000,
        "history.replay.messages",
        5_000,
        "history.replay.bytes",
        "4MiB",
        "limits.queued",
        "8MiB"
    };

    @Test
    void who_comes_back_to_a_busy_room_on_another_node_misses_nothing_and_gets_nothing_twice() throws Exception {
        try (RealRedis redis = RealRedis.start();
                TestServer first = TestServer.start(longHistory("redis.url", redis.uri()));
                TestServer second = TestServer.start(longHistory("redis.url", redis.uri()))) {
            comeBackToABusyRoom(List.of(first, second));
        }
    }

    @Test
    void who_comes_back_to_a_busy_room_on_the_embedded_broker_misses_nothing_and_gets_nothing_twice() throws Exception {
        try (TestServer server = TestServer.start(LONG_HISTORY)) {
            comeBackToABusyRoom(List.of(server));
        }
    }

    private static void comeBackToABusyRoom(List<TestServer> servers) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        Semaphore mayBeSaid = new Semaphore(AHEAD);
        try (ChatClient speaker = ChatClient.joined(servers.get(0), "busy")) {
            CompletableFuture<Void> speaking = CompletableFuture.runAsync(() -> {
                for (int i = 1; !over.get(); i++) {
                    mayBeSaid.acquireUninterruptibly();
                    speak(speaker, i);
                }
            });
            Random random = new Random(7);
            for (int round = 0; round < 30; round++) {
                Ledger ledger = new Ledger();
                try (ChatClient client =
                        ChatClient.connect(servers.get(round % servers.size()).uri("/ws/busy"))) {
                    ledger.joined(client.next("joined"));
                    upTo(AHEAD, mayBeSaid);
                    ledger.takeMessages(client, 1 + random.nextInt(20));
                }
                int meanwhile = random.nextInt(60);
                try (ChatClient witness = ChatClient.joined(servers.get(0), "busy")) {
                    upTo(AHEAD, mayBeSaid);
                    new Ledger().takeMessages(witness, meanwhile);
                }
                try (ChatClient client = ChatClient.connect(
                        servers.get((round + 1) % servers.size()).uri("/ws"))) {
                    client.send("{\"type\":\"join\",\"id\":1,\"room\":\"busy\",\"since\":{\"epoch\":\"" + ledger.epoch
                            + "\",\"seq\":" + ledger.seq + "}}");
                    JsonNode joined = client.next("joined");
                    assertThat(joined.path("recovered").asBoolean()).isTrue();
                    upTo(AHEAD, mayBeSaid);
                    // It may have seen more than this node had by then.
                    assertThat(joined.path("seq").asLong()).isGreaterThanOrEqualTo(ledger.seq);
                    ledger.takeMessages(client, 1 + (int) (joined.path("seq").asLong() - ledger.seq) + 20);
                }
            }
            over.set(true);
            mayBeSaid.release();
            speaking.join();
        }
    }

    /** Permits this many further messages; earlier permits expire. */
    private static void upTo(int messages, Semaphore mayBeSaid) {
        mayBeSaid.drainPermits();
        mayBeSaid.release(messages);
    }

    /** Returns the reply; frames before it are dropped. */
    private static JsonNode speak(ChatClient speaker, int number) {
        try {
            return speaker.ask("{\"type\":\"say\",\"id\":" + number + ",\"text\":\"n" + number + "\"}");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void members_of_a_node_whose_subscriptions_are_killed_again_and_again_miss_nothing() throws Exception {
        int messages = Integer.getInteger("test.messages", 2_000);
        try (RealRedis redis = RealRedis.start();
                TestServer first = TestServer.start(longHistory("redis.url", redis.uri()));
                TestServer second = TestServer.start(longHistory("redis.url", redis.uri()));
                ChatClient speaker = ChatClient.joined(first, "lobby");
                ChatClient member = ChatClient.connect(second.uri("/ws/lobby"))) {
            Ledger ledger = new Ledger();
            ledger.joined(member.next("joined"));
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger kills = new AtomicInteger();
            CompletableFuture<Void> killing = CompletableFuture.runAsync(() -> {
                while (!over.get()) {
                    long before = ledger.seq;
                    kills.addAndGet(Integer.parseInt(
                            redis.call("CLIENT", "KILL", "TYPE", "pubsub").substring(1)));
                    // Waits for the reconnect, or there would be nothing to kill.
                    await().until(() -> over.get() || ledger.seq > before);
                }
            });
            for (int i = 1; i <= messages || kills.get() < 20 && !killing.isDone(); i++) {
                long top = speak(speaker, i).path("seq").asLong();
                ledger.takeMessages(member, Math.max(member.waiting() / 2, (int) (top - ledger.seq) - AHEAD));
            }
            over.set(true);
            killing.join();
            long top = speaker.ask("{\"type\":\"say\",\"id\":\"last\",\"text\":\"last\"}")
                    .path("seq")
                    .asLong();
            ledger.takeMessages(member, (int) (top - ledger.seq));
            assertThat(kills).hasValueGreaterThanOrEqualTo(20);
        }
    }

    @Test
    void of_many_who_come_back_at_once_one_read_serves_all() throws Exception {
        AtomicInteger reads = new AtomicInteger();
        try (TestServer server = TestServer.on(counting(reads), "limits.rate", "off")) {
            String epoch;
            try (ChatClient ann = ChatClient.connect(server.uri("/ws/lobby"))) {
                epoch = ann.next("joined").path("epoch").asText();
                for (int i = 1; i <= 50; i++) {
                    speak(ann, i);
                }
            }
            List<ChatClient> clients = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                clients.add(ChatClient.connect(server.uri("/ws")));
            }
            long start = System.nanoTime();
            for (int i = 0; i < clients.size(); i++) {
                clients.get(i)
                        .send("{\"type\":\"join\",\"room\":\"lobby\",\"since\":{\"epoch\":\"" + epoch + "\",\"seq\":"
                                + i % 50 + "}}");
            }
            for (int i = 0; i < clients.size(); i++) {
                ChatClient client = clients.get(i);
                assertThat(client.next("joined").path("recovered").asBoolean()).isTrue();
                Ledger ledger = new Ledger();
                ledger.epoch = epoch;
                ledger.seq = i % 50;
                ledger.takeMessages(client, 50 - i % 50);
            }
            long tenths = (System.nanoTime() - start) / 100_000_000;
            assertThat(reads.get()).isBetween(1, 2 + (int) tenths);
            clients.forEach(ChatClient::close);
        }
    }

    @Test
    void who_missed_too_much_or_comes_from_another_epoch_is_told_and_can_look_back() throws Exception {
        try (TestServer server = TestServer.start("history.messages", "5", "limits.rate", "off");
                ChatClient ann = ChatClient.connect(server.uri("/ws/lobby"))) {
            String epoch = ann.next("joined").path("epoch").asText();
            for (int i = 1; i <= 9; i++) {
                speak(ann, i);
            }
            assertThat(rejoin(server, epoch, 3).path("recovered").asBoolean()).isFalse();
            assertThat(rejoin(server, epoch, 4).path("recovered").asBoolean()).isTrue();
            assertThat(rejoin(server, epoch, 9).path("recovered").asBoolean()).isTrue();
            assertThat(rejoin(server, epoch, 10).path("recovered").asBoolean()).isFalse();
            assertThat(rejoin(server, "forged", 9).path("recovered").asBoolean())
                    .isFalse();
            JsonNode past = ann.ask("{\"type\":\"history\",\"id\":\"h\",\"after\":3}");
            assertThat(past.path("messages")).hasSize(5);
            assertThat(past.path("messages").get(0).path("seq").asInt()).isEqualTo(5);
            assertThat(past.path("epoch").asText()).isEqualTo(epoch);
        }
    }

    @Test
    void a_room_of_a_class_that_keeps_nothing_recovers_only_who_missed_nothing() throws Exception {
        try (TestServer server = TestServer.start(
                        "history.classes", List.of(Map.of("rooms", "live:*", "messages", 0, "time", "1m")));
                ChatClient ann = ChatClient.connect(server.uri("/ws/live%3A1"))) {
            String epoch = ann.next("joined").path("epoch").asText();
            speak(ann, 1);
            assertThat(rejoin(server, "live:1", epoch, 0).path("recovered").asBoolean())
                    .isFalse();
            assertThat(rejoin(server, "live:1", epoch, 1).path("recovered").asBoolean())
                    .isTrue();
        }
    }

    @Test
    void what_is_sent_again_after_a_reconnect_to_another_node_is_there_once() throws Exception {
        try (RealRedis redis = RealRedis.start();
                TestServer first = TestServer.start("redis.url", redis.uri());
                TestServer second = TestServer.start("redis.url", redis.uri());
                ChatClient witness = ChatClient.joined(first, "lobby")) {
            String say = "{\"type\":\"say\",\"id\":1,\"text\":\"once\",\"key\":\"k-1\"}";
            JsonNode ok;
            try (ChatClient ann = ChatClient.joined(first, "lobby")) {
                ok = ann.ask(say);
                assertThat(ok.has("duplicate")).isFalse();
            }
            try (ChatClient ann = ChatClient.joined(second, "lobby")) {
                JsonNode again = ann.ask(say);
                assertThat(again.path("duplicate").asBoolean()).isTrue();
                assertThat(again.path("seq")).isEqualTo(ok.path("seq"));
                assertThat(again.path("epoch")).isEqualTo(ok.path("epoch"));
                ann.send("{\"type\":\"say\",\"text\":\"last\"}");
            }
            assertThat(witness.next("message").path("text").asText()).isEqualTo("once");
            assertThat(witness.next("message").path("text").asText()).isEqualTo("last");
        }
    }

    @Test
    void looking_back_needs_membership_and_has_a_rate() throws Exception {
        try (TestServer server = TestServer.start("limits.rate", "on");
                ChatClient ann = ChatClient.joined(server, "lobby")) {
            assertThat(ann.ask("{\"type\":\"history\",\"id\":1,\"room\":\"elsewhere\"}")
                            .path("code")
                            .asText())
                    .isEqualTo("not_joined");
            JsonNode answer = ann.ask("{\"type\":\"history\",\"id\":2}");
            for (int i = 3; !answer.has("code"); i++) {
                assertThat(i).isLessThan(100);
                answer = ann.ask("{\"type\":\"history\",\"id\":" + i + "}");
            }
            assertThat(answer.path("code").asText()).isEqualTo("rate_limited");
        }
    }

    @Test
    void a_node_that_is_cut_off_from_redis_fills_what_was_missed_when_it_is_back() throws Exception {
        try (RealRedis redis = RealRedis.start("appendonly", "yes");
                TestServer server = TestServer.start("redis.url", redis.uri());
                ChatClient ann = ChatClient.connect(server.uri("/ws/lobby"))) {
            Ledger ledger = new Ledger();
            ledger.joined(ann.next("joined"));
            ledger.say(ann, 1, "there", "k1");
            redis.kill();
            await().until(() -> ledger.say(ann, 2, "away", "k2").has("code"));
            redis.restart();
            await().until(() -> !ledger.say(ann, 3, "back", "k3").has("code"));
            // A refused message may have been stored or not.
            assertThat(ledger.seq).isBetween(2L, 3L);
        }
    }

    private static Object[] longHistory(Object... more) {
        return Stream.concat(Stream.of(LONG_HISTORY), Stream.of(more)).toArray();
    }

    private static JsonNode rejoin(TestServer server, String epoch, long seq) throws Exception {
        return rejoin(server, "lobby", epoch, seq);
    }

    private static JsonNode rejoin(TestServer server, String room, String epoch, long seq) throws Exception {
        try (ChatClient client = ChatClient.connect(server.uri("/ws"))) {
            client.send("{\"type\":\"join\",\"room\":\"" + room + "\",\"since\":{\"epoch\":\"" + epoch + "\",\"seq\":"
                    + seq + "}}");
            return client.next("joined");
        }
    }

    /** The embedded broker, which counts the reads of its history. */
    private static Broker counting(AtomicInteger reads) {
        EmbeddedBroker broker = new EmbeddedBroker(
                Clock.systemUTC(), System::nanoTime, EmbeddedSettings.defaults(HistorySettings.defaults()));
        RoomBroker rooms = (RoomBroker) Proxy.newProxyInstance(
                RoomBroker.class.getClassLoader(), new Class<?>[] {RoomBroker.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("history")) {
                        reads.incrementAndGet();
                    }
                    try {
                        return method.invoke(broker.rooms(), arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
        return new BrokerOf(rooms, broker.nodes());
    }

    /** What one client has of a room; every message has to be the next one, and nothing else may come but presence. */
    private static final class Ledger {
        String epoch;
        volatile long seq = -1;

        void joined(JsonNode joined) {
            epoch = joined.path("epoch").asText();
            seq = joined.path("seq").asLong();
        }

        /**
         * Says something and returns the reply. Takes the message as well, which comes before or
         * after it.
         */
        JsonNode say(ChatClient client, int id, String text, String key) throws InterruptedException {
            client.send("{\"type\":\"say\",\"id\":" + id + ",\"text\":\"" + text + "\",\"key\":\"" + key + "\"}");
            JsonNode frame = client.next();
            while (frame.path("id").asInt() != id) {
                take(frame);
                frame = client.next();
            }
            while (seq < frame.path("seq").asLong()) {
                take(client.next());
            }
            return frame;
        }

        void takeMessages(ChatClient client, int count) throws InterruptedException {
            for (int taken = 0; taken < count; ) {
                taken += take(client.next()) ? 1 : 0;
            }
        }

        /** Whether it was a message. */
        private boolean take(JsonNode frame) {
            String type = frame.path("type").asText();
            // On a slow machine a connection may be away for so long that the members are told.
            assertThat(frame.has("degraded") ? "ok" : type).as("%s", frame).isIn("message", "presence", "ok");
            if (!type.equals("message")) {
                return false;
            }
            if (seq >= 0) {
                assertThat(frame.path("seq").asLong()).isEqualTo(seq + 1);
            }
            seq = frame.path("seq").asLong();
            return true;
        }
    }
}
