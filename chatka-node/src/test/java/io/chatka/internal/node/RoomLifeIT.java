package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatka.api.User;
import io.chatka.internal.broker.Broker;
import io.chatka.internal.broker.EmbeddedBroker;
import io.chatka.internal.broker.EmbeddedSettings;
import io.chatka.internal.broker.EventListener;
import io.chatka.internal.broker.Head;
import io.chatka.internal.broker.HistoryPage;
import io.chatka.internal.broker.HistoryQuery;
import io.chatka.internal.broker.HistorySettings;
import io.chatka.internal.broker.NodeChannel;
import io.chatka.internal.broker.Publication;
import io.chatka.internal.broker.Receipt;
import io.chatka.internal.broker.RoomBroker;
import io.chatka.internal.protocol.Frames;
import io.chatka.testing.ChatClient;
import io.chatka.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Rooms come, fail, start again and go; and a broker that counts what it is asked. */
class RoomLifeIT {

    @Test
    void room_that_fails_starts_again_and_its_members_stay() throws Exception {
        try (TestServer server = TestServer.on(new FaultyBroker());
                ChatClient ann = ChatClient.joined(server, "lobby");
                ChatClient bob = ChatClient.joined(server, "lobby")) {
            assertThat(ann.ask("{\"type\":\"say\",\"id\":1,\"text\":\"fine\"}")
                            .path("seq")
                            .asInt())
                    .isEqualTo(1);

            assertThat(ann.ask("{\"type\":\"say\",\"id\":2,\"text\":\"poison\"}")
                            .path("code")
                            .asText())
                    .isEqualTo("internal");

            assertThat(ann.ask("{\"type\":\"say\",\"id\":3,\"text\":\"fine again\"}")
                            .path("seq")
                            .asInt())
                    .isEqualTo(2);
            assertThat(bob.next("message").path("text").asText()).isEqualTo("fine");
            assertThat(bob.next("message").path("text").asText()).isEqualTo("fine again");
            assertThat(bob.isOpen()).isTrue();
        }
    }

    @Test
    void messages_that_others_sent_while_the_room_started_again_come_late_but_in_order() throws Exception {
        FaultyBroker broker = new FaultyBroker();
        try (TestServer server = TestServer.on(broker);
                ChatClient ann = ChatClient.joined(server, "lobby")) {
            // The first message after the restart's unsubscribe that the room does not hear.
            broker.publishWhileUnsubscribed = true;
            assertThat(ann.ask("{\"type\":\"say\",\"id\":1,\"text\":\"poison\"}")
                            .path("code")
                            .asText())
                    .isEqualTo("internal");
            assertThat(ann.next("message").path("text").asText()).isEqualTo("x");
            ann.send("{\"type\":\"say\",\"text\":\"fine\"}");
            assertThat(ann.next("message").path("text").asText()).isEqualTo("fine");
        }
    }

    @Test
    void room_that_stays_empty_is_let_go_of_and_comes_back_with_the_next_member() throws Exception {
        FaultyBroker broker = new FaultyBroker();
        try (TestServer server = TestServer.on(broker, "rooms.idle", "50ms")) {
            try (ChatClient ann = ChatClient.joined(server, "lobby");
                    ChatClient bob = ChatClient.joined(server, "lobby")) {
                assertThat(ann.ask("{\"type\":\"leave\",\"id\":1}").path("type").asText())
                        .isEqualTo("ok");
                // One member is left, so the room stays.
                assertThat(bob.ask("{\"type\":\"say\",\"id\":1,\"text\":\"hi\"}")
                                .path("seq")
                                .asInt())
                        .isEqualTo(1);
                assertThat(broker.unsubscribed).hasValue(0);
            }
            await().until(() -> broker.unsubscribed.get() == 1);
            try (ChatClient cid = ChatClient.connect(server.uri("/ws/lobby"))) {
                assertThat(cid.next("joined").path("seq").asInt()).isEqualTo(1);
                assertThat(broker.subscribed).hasValue(2);
            }
        }
    }

    @Test
    void of_very_many_empty_rooms_only_some_are_kept() throws Exception {
        FaultyBroker broker = new FaultyBroker();
        try (TestServer server = TestServer.on(broker, "rooms.idle", "1h", "rooms.empty", 5);
                ChatClient ann = ChatClient.connect(server.uri("/ws"))) {
            for (int i = 0; i < 20; i++) {
                ann.ask("{\"type\":\"join\",\"id\":\"j" + i + "\",\"room\":\"r" + i + "\"}");
                ann.ask("{\"type\":\"leave\",\"id\":\"l" + i + "\",\"room\":\"r" + i + "\"}");
            }
            await().until(() -> broker.unsubscribed.get() == 15);
            // One that was kept is used again, and makes place for another when it is empty.
            int kept = 0;
            while (broker.left.contains("r" + kept)) {
                kept++;
            }
            ann.ask("{\"type\":\"join\",\"id\":1,\"room\":\"r" + kept + "\"}");
            assertThat(broker.subscribed).hasValue(20);
            ann.ask("{\"type\":\"leave\",\"id\":2,\"room\":\"r" + kept + "\"}");
            ann.ask("{\"type\":\"join\",\"id\":3,\"room\":\"new\"}");
            ann.ask("{\"type\":\"leave\",\"id\":4,\"room\":\"new\"}");
            await().until(() -> broker.unsubscribed.get() == 16);
        }
    }

    @Test
    void members_hear_that_the_broker_is_back_also_when_the_room_failed_meanwhile() throws Exception {
        FaultyBroker broker = new FaultyBroker();
        try (TestServer server = TestServer.on(broker);
                ChatClient ann = ChatClient.joined(server, "lobby")) {
            broker.listener.onLost();
            assertThat(ann.next("room").path("degraded").asBoolean()).isTrue();
            ann.send("{\"type\":\"say\",\"id\":1,\"text\":\"poison\"}");
            assertThat(ann.next("room").path("degraded").asBoolean(true)).isFalse();
            try (ChatClient bob = ChatClient.joined(server, "lobby")) {
                bob.send("{\"type\":\"ping\",\"id\":2}");
                // He was not told in between that it is away.
                String type;
                do {
                    type = bob.next().path("type").asText();
                    assertThat(type).isIn("presence", "pong");
                } while (!type.equals("pong"));
            }
        }
    }

    @Test
    void message_is_encoded_once_however_many_members_there_are() throws Exception {
        FaultyBroker broker = new FaultyBroker();
        try (TestServer server = TestServer.on(broker)) {
            List<ChatClient> members = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                members.add(ChatClient.joined(server, "lobby"));
            }
            members.get(0).send("{\"type\":\"say\",\"text\":\"once\"}");
            for (ChatClient member : members) {
                assertThat(member.next("message").path("text").asText()).isEqualTo("once");
            }
            assertThat(broker.publications).hasSize(1);
            members.forEach(ChatClient::close);
        }
    }

    /** The embedded broker, except that it fails on one word, and remembers what was published. */
    private static final class FaultyBroker implements Broker, RoomBroker {
        private final EmbeddedBroker broker = new EmbeddedBroker(
                Clock.systemUTC(), System::nanoTime, EmbeddedSettings.defaults(HistorySettings.defaults()));
        private final List<Publication> publications = new CopyOnWriteArrayList<>();
        private final AtomicInteger subscribed = new AtomicInteger();
        private final AtomicInteger unsubscribed = new AtomicInteger();
        private final Set<String> left = ConcurrentHashMap.newKeySet();
        private volatile boolean publishWhileUnsubscribed;
        private volatile EventListener listener;

        @Override
        public CompletionStage<Receipt> publish(String room, Publication publication) {
            if (new String(publication.tail(), StandardCharsets.UTF_8).contains("\"poison\"")) {
                throw new IllegalStateException("a fault that the test put in");
            }
            publications.add(publication);
            return broker.rooms().publish(room, publication);
        }

        @Override
        public CompletionStage<HistoryPage> history(String room, HistoryQuery query) {
            return broker.rooms().history(room, query);
        }

        @Override
        public RoomBroker rooms() {
            return this;
        }

        @Override
        public NodeChannel nodes() {
            return broker.nodes();
        }

        @Override
        public CompletionStage<Head> subscribe(String room, EventListener listener) {
            subscribed.incrementAndGet();
            this.listener = listener;
            return broker.rooms().subscribe(room, listener);
        }

        @Override
        public void unsubscribe(String room, EventListener listener) {
            left.add(room);
            unsubscribed.incrementAndGet();
            broker.rooms().unsubscribe(room, listener);
            if (publishWhileUnsubscribed) {
                publishWhileUnsubscribed = false;
                CompletableFuture<Receipt> published = broker.rooms()
                        .publish(
                                room,
                                Frames.message(
                                        Frames.author(room, new User("g-elsewhere", "Eve", "guest"), false),
                                        "x",
                                        null,
                                        null))
                        .toCompletableFuture();
                assertThat(published).isDone();
            }
        }

        @Override
        public boolean available() {
            return broker.available();
        }

        @Override
        public void close() {
            broker.close();
        }
    }
}
