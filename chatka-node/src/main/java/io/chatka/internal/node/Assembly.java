package io.chatka.internal.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.chatka.ReloadReport;
import io.chatka.internal.actor.ChatContext;
import io.chatka.internal.actor.ChatSupervisor;
import io.chatka.internal.actor.Cluster;
import io.chatka.internal.actor.Extensions;
import io.chatka.internal.actor.Here;
import io.chatka.internal.admin.AdminDoor;
import io.chatka.internal.broker.Broker;
import io.chatka.internal.broker.BrokerProvider;
import io.chatka.internal.broker.Epochs;
import io.chatka.internal.cluster.Facts;
import io.chatka.internal.cluster.NodeState;
import io.chatka.internal.cluster.Peers;
import io.chatka.internal.cluster.Questions;
import io.chatka.internal.config.AuthSettings;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.fault.Closing;
import io.chatka.internal.lane.Lanes;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.metrics.BrokerProbe;
import io.chatka.internal.metrics.Figures;
import io.chatka.internal.metrics.NodeReadings;
import io.chatka.internal.metrics.TopReport;
import io.chatka.internal.moderation.ActRecords;
import io.chatka.internal.moderation.HeldMessages;
import io.chatka.internal.moderation.Posts;
import io.chatka.internal.observer.LostNodes;
import io.chatka.internal.observer.ObserverQueue;
import io.chatka.internal.program.Asking;
import io.chatka.internal.program.ProgramOperations;
import io.chatka.internal.program.Tools;
import io.chatka.internal.protocol.CommandDecoder;
import io.chatka.internal.sanction.ClusterSanctions;
import io.chatka.internal.sanction.GuestTokens;
import io.chatka.internal.sanction.RevocationCheck;
import io.chatka.internal.transport.Transport;
import io.chatka.internal.transport.TransportSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a node together. It opens one part after the other and adds each to {@link Closing}, so that
 * a start that fails closes the parts that are open, the last first.
 */
final class Assembly {
    private static final Logger LOG = LoggerFactory.getLogger(Assembly.class);
    private static final Duration MEMORY_LOOK = Duration.ofSeconds(1);
    private static final Duration READING = Duration.ofSeconds(1);
    private static final Duration OCCUPANCY = Duration.ofSeconds(1);
    private static final Duration ROOM_RATES = Duration.ofSeconds(10);
    private static final int ACTORS_END_SECONDS = 5;

    private static final ReloadReport NO_SOURCE = new ReloadReport(
            List.of(),
            List.of(),
            List.of(),
            List.of("this node is embedded: its program gave it the configuration, and can reload it"));

    private final Given given;
    private final Closing closing;

    Assembly(Given given, Closing closing) {
        this.given = given;
        this.closing = closing;
    }

    Node assemble() {
        Config config = given.config();
        Broker handedIn = given.broker();
        if (handedIn != null) {
            closing.add("broker", handedIn::close);
        }
        ChatSettings chat = ChatSettings.read(config);
        TransportSettings transportSettings = TransportSettings.read(config, chat);
        NodeSettings settings = NodeSettings.read(config);
        BrokerProvider.Opened opened =
                handedIn == null ? openBroker(config, chat) : BrokerProvider.Opened.usable(handedIn);
        Broker broker = opened.broker();
        Figures figures = figures();
        Housekeeping housekeeping = closing.add("housekeeping", new Housekeeping());
        MemoryGuard memory = memory(settings.memory());
        Transport transport = new Transport(transportSettings, figures.meter(), closing);
        memory.watch(new BufferGuard(transport.budget()::isTight));

        String name = Epochs.next();
        BrokerProbe probe = new BrokerProbe(
                broker.nodes(),
                name,
                figures.latencies().roundTrip(),
                System::nanoTime,
                settings.health().deaf());
        NodeHealth health = new NodeHealth(settings.health(), figures.meter(), broker, probe::hearing, memory);
        Peers peers =
                Peers.on(broker.nodes(), name, () -> state(transport, health), System::nanoTime, settings.announce());
        Cluster cluster = new Cluster(
                name,
                peers,
                new ClusterSanctions(
                        new Facts(broker, System::currentTimeMillis),
                        given.seams().authenticator().longestTokenLife()),
                new GuestTokens(System::currentTimeMillis),
                new Here());
        GuestKey guestKey = GuestKey.of(AuthSettings.GUEST_KEY_FILE.in(config), broker, cluster.guests());
        LostNodes lostNodes = closing.add("farewell", new LostNodes(broker.occupancy(), name, peers::names));
        Extensions extensions = extensions(cluster.sanctions(), figures.meter(), lostNodes);
        ChatContext context =
                new ChatContext(chat, broker, cluster, System::nanoTime, figures.meter(), memory::refusing, extensions);
        Figures.Sources sources = new Figures.Sources(
                transport, broker, probe::hearing, health, peers, given.judgeHeap() ? memory::percent : null);
        figures.watch(sources);
        NodeReadings readings = new NodeReadings(
                figures,
                new NodeReadings.Sources(
                        sources, () -> state(transport, health), cluster.here().users()::size));
        ActorSystem<ChatSupervisor.Command> actors = actors(config, context, transport.lanes());
        peers.whenChanged(() -> actors.tell(new ChatSupervisor.NodesChanged()));

        // A guest that comes before the key is known gets no token, and is another guest when it comes back.
        CompletionStage<?> usable = opened.usable().thenCompose(any -> guestKey.find());
        Parts parts = new Parts(
                transport, actors, health, memory, peers, tools(context, peers, housekeeping, readings), usable);
        CurrentSettings current = new CurrentSettings(config, settings);
        Reloading reloading = new Reloading(parts, current);
        transport.listen(actors, extensions.authenticator(), health, given.files());
        NodeDrain drain = new NodeDrain(parts, current);
        AdminPort admin = closing.add(
                "admin port",
                adminPort(
                        settings.admin(),
                        health,
                        new AdminDoorProvider.Source(
                                caller -> new ProgramOperations(parts.tools(), caller),
                                name,
                                authenticator -> new RevocationCheck(authenticator, cluster.sanctions()),
                                new AdminDoorProvider.Actions(drain::begin, reload(given.watching())),
                                new AdminDoorProvider.Pages(
                                        () -> TopReport.of(
                                                figures.meter().lanes(),
                                                current.settings().top()),
                                        given.watching().metricsPage()))));
        probe.start(housekeeping.timer(), settings.health().echo());
        housekeeping.regularly(peers::announce, settings.announce());
        housekeeping.regularly(cluster.sanctions()::announce, settings.announce());
        housekeeping.regularly(guestKey::find, settings.announce());
        housekeeping.regularly(memory::look, MEMORY_LOOK);
        housekeeping.regularly(readings::turn, READING);
        if (extensions.observer() != null) {
            housekeeping.regularly(lostNodes::keep, OCCUPANCY);
            housekeeping.regularly(lostNodes::look, settings.announce());
        }
        housekeeping.regularly(() -> cluster.here().rooms().sample(ROOM_RATES.toSeconds()), ROOM_RATES);
        return new Node(parts, reloading, given.whole(), new Node.Opened(admin, drain, closing));
    }

    private BrokerProvider.Opened openBroker(Config config, ChatSettings chat) {
        BrokerProvider.Opened opened = Brokers.open(config, chat);
        closing.add("broker", opened.broker()::close);
        return opened;
    }

    private Figures figures() {
        return given.watching().meters() == null
                ? Figures.unread()
                : closing.add("meters", Figures.in(given.watching().meters()));
    }

    /**
     * The heap belongs to the host program, so the node watches it only if the program asks for
     * that.
     */
    private MemoryGuard memory(NodeSettings.Memory settings) {
        MemoryGuard memory = given.judgeHeap() ? MemoryGuard.ofThisJvm() : MemoryGuard.ofBuffersOnly();
        memory.reconfigure(settings);
        if (given.judgeHeap()) {
            closing.add("garbage collections", GarbageCollections.watch(memory::collected));
        }
        return memory;
    }

    /** The observer's queue closes after the actors, so that it gets their last events. */
    private Extensions extensions(ClusterSanctions sanctions, NodeMeter meter, LostNodes lostNodes) {
        Given.Seams seams = given.seams();
        ObserverQueue queue = seams.observer() == null
                ? null
                : closing.add("observer", ObserverQueue.start(seams.observer(), meter, lostNodes));
        return new Extensions(
                new RevocationCheck(seams.authenticator(), sanctions), seams.policy(), seams.interceptor(), queue);
    }

    private ActorSystem<ChatSupervisor.Command> actors(Config config, ChatContext context, Lanes lanes) {
        Config pekko = lanes.dispatchers()
                .withFallback(config.getConfig("chatka").withOnlyPath("pekko"))
                .withFallback(ConfigFactory.defaultReference(Assembly.class.getClassLoader()));
        ActorSystem<ChatSupervisor.Command> actors = ActorSystem.create(
                ChatSupervisor.create(context, lanes),
                "chatka",
                ActorSystemSetup.create(BootstrapSetup.create(pekko.resolve()), lanes));
        closing.add("actors", () -> end(actors));
        return actors;
    }

    /** Blocks until the actors have ended: they run on the event loops, which are closed next. */
    private static void end(ActorSystem<?> actors) throws InterruptedException {
        actors.terminate();
        try {
            actors.getWhenTerminated().toCompletableFuture().get(ACTORS_END_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException late) {
            LOG.warn("the actors did not end within {} s; the node closes without them", ACTORS_END_SECONDS);
        }
    }

    /** What programs and the API do with the cluster. */
    private static Tools tools(ChatContext context, Peers peers, Housekeeping housekeeping, NodeReadings readings) {
        Broker broker = context.broker();
        Questions questions =
                new Questions(broker.nodes(), context.cluster().node(), peers::names, housekeeping.timer());
        Asking asking = new Asking(questions, context.cluster().here(), readings);
        questions.start();
        Posts posts = context.posts();
        return new Tools(
                broker,
                asking,
                context.cluster().sanctions(),
                new Tools.Moderating(
                        context.acts(),
                        posts,
                        new HeldMessages(broker, posts),
                        new ActRecords(broker, context.extensions().observer())),
                new CommandDecoder(
                        context.settings().limits().text(),
                        context.settings().limits().data()));
    }

    private AdminPort adminPort(NodeSettings.Admin settings, NodeHealth health, AdminDoorProvider.Source source) {
        AdminDoor door = settings.port() < 0 ? AdminDoor.NONE : AdminDoors.open(given.config(), source);
        return AdminPort.open(settings, health, given.watching(), door);
    }

    private static Supplier<ReloadReport> reload(Given.Watching watching) {
        return watching.reload() == null ? () -> NO_SOURCE : watching.reload();
    }

    /** What this node announces to the others. */
    private static NodeState state(Transport transport, NodeHealth health) {
        NodeState.State fitness = health.isDraining()
                ? NodeState.State.DRAINING
                : health.notReadyBecause().isEmpty() ? NodeState.State.READY : NodeState.State.UNFIT;
        return new NodeState(
                transport.connections(), transport.maxConnections(), transport.handshakesPerSecond(), fitness);
    }
}
