package io.chatka.internal.actor;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.chatka.api.Credentials;
import io.chatka.internal.broker.BrokerOf;
import io.chatka.internal.broker.EmbeddedBroker;
import io.chatka.internal.broker.EmbeddedSettings;
import io.chatka.internal.broker.HistorySettings;
import io.chatka.internal.broker.NodeChannel;
import io.chatka.internal.broker.RoomBroker;
import io.chatka.internal.cluster.Nodes;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.fault.Injection;
import io.chatka.internal.lane.Connection;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.protocol.ClientCommand;
import io.chatka.internal.protocol.CommandId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;

/**
 * A fault at any step of the actors' work closes at most one connection. All other clients get an
 * answer to each command, and afterwards everything works.
 */
class ActorFaultsTest {
    private static final String ROOM = "lobby";
    private static final ChatSettings SETTINGS = ChatSettings.read(
            ConfigFactory.parseString("chatka.limits.rate = off\nchatka.rooms.presence.names-every = 20ms")
                    .withFallback(ConfigFactory.defaultReference())
                    .resolve());

    @Test
    void a_fault_at_any_step_costs_nobody_else_anything() throws Exception {
        int steps = Injection.everywhere(List.of(Injection.Kind.EXCEPTION, Injection.Kind.OUT_OF_MEMORY), injection -> {
            World world = new World(injection);
            world.live();
            world.end();
        });
        assertThat(steps).isGreaterThan(40);
    }

    private static final class World {
        private final Injection injection;
        private final ActorKit kit = new ActorKit("");
        private final EmbeddedBroker embedded = new EmbeddedBroker(
                Clock.systemUTC(), kit::nanoTime, EmbeddedSettings.defaults(HistorySettings.defaults()));
        private final ActorRef<ChatSupervisor.Command> supervisor;
        private final List<Client> clients = new ArrayList<>();
        private final AtomicInteger said = new AtomicInteger();

        World(Injection injection) {
            this.injection = injection;
            ChatContext chat = new ChatContext(
                    SETTINGS,
                    new BrokerOf(
                            injection.around(RoomBroker.class, embedded.rooms()),
                            injection.around(NodeChannel.class, embedded.nodes())),
                    Cluster.of("node", Nodes.NONE, embedded),
                    injection.around(LongSupplier.class, kit::nanoTime),
                    NodeMeter.unread(),
                    () -> false,
                    Extensions.NONE);
            supervisor = kit.spawn(ChatSupervisor.create(chat, ActorKit.LANES));
        }

        void live() throws Exception {
            for (int i = 0; i < 3; i++) {
                clients.add(new Client());
            }
            clients.forEach(client -> client.ask(new ClientCommand.Join(client.id(), ROOM, null)));
            clients.forEach(Client::awaitAnswers);
            clients.forEach(Client::say);
            clients.forEach(Client::awaitAnswers);
            Client last = clients.get(2);
            last.ask(new ClientCommand.History(last.id(), ROOM, 0, Long.MAX_VALUE, true, 10));
            last.ask(new ClientCommand.Leave(last.id(), ROOM));
            last.awaitAnswers();
            last.ask(new ClientCommand.Join(last.id(), ROOM, embeddedPosition()));
            last.awaitAnswers();
            check();
        }

        private io.chatka.internal.broker.Position embeddedPosition() throws Exception {
            var page = embedded.rooms()
                    .history(ROOM, io.chatka.internal.broker.HistoryQuery.after(0, 1, 1))
                    .toCompletableFuture()
                    .get();
            return new io.chatka.internal.broker.Position(
                    page.top().epoch(), Math.max(0, page.top().seq() - 1));
        }

        /** Everybody who is there gets into the room, and hears everybody. */
        private void check() {
            List<Client> open = clients.stream().filter(Client::isOpen).toList();
            assertThat(open).hasSizeGreaterThanOrEqualTo(2);
            for (Client client : open) {
                client.ask(new ClientCommand.Join(client.id(), ROOM, null));
                client.awaitAnswers();
            }
            List<Client> there = clients.stream().filter(Client::isOpen).toList();
            assertThat(there).hasSizeGreaterThanOrEqualTo(2);
            List<String> last = new ArrayList<>();
            for (Client client : there) {
                last.add(client.say());
                client.awaitAnswers();
            }
            List<Client> stillThere = clients.stream().filter(Client::isOpen).toList();
            assertThat(stillThere).hasSizeGreaterThanOrEqualTo(2);
            for (Client client : stillThere) {
                await(
                        "everybody hears everybody",
                        () -> last.stream()
                                        .filter(text -> client.connection.frames.stream()
                                                .anyMatch(f -> f.contains(text)))
                                        .count()
                                >= last.size() - (injection.hit() == null ? 0 : 1));
            }
        }

        /** Lets time pass until it is so, at most 20 seconds. */
        private void await(String what, BooleanSupplier condition) {
            for (int i = 0; i < 200 && !condition.getAsBoolean(); i++) {
                kit.pass(Duration.ofMillis(100));
            }
            assertThat(condition.getAsBoolean())
                    .as(what + ", " + injection.where())
                    .isTrue();
        }

        void end() {
            kit.close();
            embedded.close();
        }

        private final class Client {
            final RecordingConnection connection = new RecordingConnection(ActorKit.LANE);
            final CompletableFuture<ActorRef<UserActor.Command>> actor = new CompletableFuture<>();
            private int asked;

            Client() {
                Connection faulty = injection.around(
                        Connection.class, connection, "write", "send", "congested", "sessionOpened", "commandDone");
                supervisor.tell(new ChatSupervisor.Connect(
                        faulty, new Credentials(null, "Ann", null, null), null, actor::complete));
                await("an actor", () -> actor.isDone() || !isOpen());
            }

            boolean isOpen() {
                return connection.closed.isEmpty();
            }

            CommandId id() {
                return new CommandId(Integer.toString(asked + 1), true);
            }

            String say() {
                String text = "text-" + said.incrementAndGet() + ".";
                ask(new ClientCommand.Say(id(), ROOM, text, null, null));
                return text;
            }

            void ask(ClientCommand command) {
                asked++;
                if (isOpen()) {
                    actor.join().tell(new UserActor.FromClient(command));
                }
            }

            /** Each command has been dealt with, or the connection is closed. */
            void awaitAnswers() {
                await("an answer to " + asked + " commands", () -> !isOpen() || connection.done.get() == asked);
            }
        }
    }
}
