package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.internal.broker.Broker;
import io.chatka.internal.broker.EmbeddedBroker;
import io.chatka.internal.broker.EmbeddedSettings;
import io.chatka.internal.broker.EventListener;
import io.chatka.internal.broker.FactStore;
import io.chatka.internal.broker.Head;
import io.chatka.internal.broker.HistoryPage;
import io.chatka.internal.broker.HistoryQuery;
import io.chatka.internal.broker.HistorySettings;
import io.chatka.internal.broker.NodeChannel;
import io.chatka.internal.broker.Publication;
import io.chatka.internal.broker.Receipt;
import io.chatka.internal.broker.Removal;
import io.chatka.internal.broker.Removed;
import io.chatka.internal.broker.RoomBroker;
import io.chatka.internal.broker.RoomState;
import io.chatka.internal.broker.Sanctions;
import io.chatka.internal.broker.Standing;
import io.chatka.internal.broker.StateChange;
import io.chatka.internal.broker.StateChanged;
import io.chatka.testing.ChatClient;
import io.chatka.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A room fails and restarts; a message is encoded once. */
class RoomLifeIT {

    @Test
    void members_of_a_room_that_fails_keep_their_sockets() throws Exception {
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
        public CompletionStage<StateChanged> change(String room, StateChange change) {
            return broker.rooms().change(room, change);
        }

        @Override
        public CompletionStage<RoomState> state(String room) {
            return broker.rooms().state(room);
        }

        @Override
        public CompletionStage<Standing> standing(String room, String user) {
            return broker.rooms().standing(room, user);
        }

        @Override
        public CompletionStage<Sanctions> sanctions(String room, String after, int limit) {
            return broker.rooms().sanctions(room, after, limit);
        }

        @Override
        public CompletionStage<Void> refreshNames() {
            return broker.rooms().refreshNames();
        }

        @Override
        public CompletionStage<List<String>> names(String prefix, String after, int limit) {
            return broker.rooms().names(prefix, after, limit);
        }

        @Override
        public CompletionStage<Removed> remove(String room, Removal removal, Publication event) {
            return broker.rooms().remove(room, removal, event);
        }

        @Override
        public RoomBroker rooms() {
            return this;
        }

        @Override
        public io.chatka.internal.broker.ModerationStore moderation() {
            return broker.moderation();
        }

        @Override
        public FactStore facts() {
            return broker.facts();
        }

        @Override
        public NodeChannel nodes() {
            return broker.nodes();
        }

        @Override
        public CompletionStage<Head> subscribe(String room, EventListener listener) {
            return broker.rooms().subscribe(room, listener);
        }

        @Override
        public void unsubscribe(String room, EventListener listener) {
            broker.rooms().unsubscribe(room, listener);
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
