package io.chatka.internal.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.chatka.api.BrokerUnavailableException;
import io.chatka.api.ConfigException;
import io.chatka.api.ListenException;
import io.chatka.api.WebFiles;
import io.chatka.internal.actor.ChatContext;
import io.chatka.internal.actor.ChatSupervisor;
import io.chatka.internal.actor.Extensions;
import io.chatka.internal.broker.Broker;
import io.chatka.internal.broker.Epochs;
import io.chatka.internal.cluster.DrainPlan;
import io.chatka.internal.cluster.NodeState;
import io.chatka.internal.cluster.Peers;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.config.Reader;
import io.chatka.internal.config.Redaction;
import io.chatka.internal.lane.Lanes;
import io.chatka.internal.metrics.Metrics;
import io.chatka.internal.metrics.MetricsSettings;
import io.chatka.internal.transport.DirectMemory;
import io.chatka.internal.transport.Transport;
import io.chatka.internal.transport.TransportSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running chat server: what {@code ./chatka serve} runs, and what a Java program starts to have chat inside.
 *
 * <pre>{@code
 * try (ChatkaServer server = ChatkaServer.start(Configuration.load())) {
 *     System.out.println("chat at port " + server.port());
 *     ...
 * }
 * }</pre>
 *
 * <p>Thread-safe. {@link #start} and {@link #close} block.
 */
public final class ChatkaServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChatkaServer.class);
    static final Duration LONGEST_DRAIN = Duration.ofHours(1);
    private static final Supplier<Settings.Checked> NO_SOURCE = () -> {
        throw new ConfigException(
                "the program around this server gave it its configuration, and has to give it another one");
    };
    private static final Duration MEMORY_LOOK = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofMillis(20);

    static {
        DirectMemory.failAtOnce();
    }

    private final Broker broker;
    private final CompletionStage<?> usable;
    private final Metrics metrics;
    private final NodeHealth health;
    private final Transport transport;
    private final ActorSystem<ChatSupervisor.Command> actors;
    private final AdminPort admin;
    private final Peers peers;
    private final MemoryGuard memory = MemoryGuard.ofThisJvm();
    private final GarbageCollections collections;
    private final Supplier<Settings.Checked> source;
    private final Consumer<Config> taken;
    private final Object reloading = new Object();
    private Config config;
    private volatile Duration drainAfter;
    private volatile Duration drain;
    private boolean closed;

    /**
     * Starts a server; returns when it can be connected to.
     *
     * <p>With {@code chatka.redis.at-start = wait} Redis may come later: {@code /ready} says why the server is not ready until then, and
     * handshakes are answered with 503.
     *
     * @throws ConfigException if a setting cannot be used, or the machine or Redis does not allow it; the message is one line
     *     that names the remedy
     * @throws BrokerUnavailableException if Redis cannot be used now, and may be later without anybody's changing a setting
     * @throws ListenException the same of an address
     */
    public static ChatkaServer start(Config config) {
        return start(config, WebFiles.NONE);
    }

    /** @param files that browsers may load from the port of the WebSocket */
    public static ChatkaServer start(Config config, WebFiles files) {
        return start(config, files, NO_SOURCE, effective -> {});
    }

    /**
     * @param source reads the configuration anew when the server is asked to
     * @param taken told of each configuration that has been taken over
     */
    public static ChatkaServer start(
            Config config, WebFiles files, Supplier<Settings.Checked> source, Consumer<Config> taken) {
        return start(config, Brokers.open(config, ChatSettings.read(config)), files, source, taken);
    }

    /** The same on a broker that is there; it is closed with the server, and if the start fails. */
    public static ChatkaServer start(Config config, Broker broker) {
        return start(config, Brokers.there(broker), WebFiles.NONE, NO_SOURCE, effective -> {});
    }

    private static ChatkaServer start(
            Config config,
            Brokers.Opened opened,
            WebFiles files,
            Supplier<Settings.Checked> source,
            Consumer<Config> taken) {
        try {
            ChatSettings chat = ChatSettings.read(config);
            TransportSettings settings = TransportSettings.read(config, chat);
            return new ChatkaServer(config, chat, settings, opened, files, source, taken);
        } catch (RuntimeException failed) {
            opened.broker().close();
            throw failed;
        }
    }

    private ChatkaServer(
            Config config,
            ChatSettings chat,
            TransportSettings settings,
            Brokers.Opened opened,
            WebFiles files,
            Supplier<Settings.Checked> source,
            Consumer<Config> taken) {
        this.broker = opened.broker();
        this.usable = opened.usable();
        this.source = source;
        this.taken = taken;
        this.memory.reconfigure(new Reader(config, "chatka.limits.memory"));
        take(config);
        this.metrics = new Metrics(MetricsSettings.read(config));
        this.transport = transport(settings, metrics);
        this.memory.watch(new BufferGuard(transport.budget()::isTight));
        this.collections = GarbageCollections.watch(memory::collected);
        try {
            Lanes lanes = transport.lanes();
            String node = Epochs.next();
            this.health = new NodeHealth(new Reader(config, "chatka.health"), metrics, broker, node, memory);
            Duration announce =
                    new Reader(config, "chatka.cluster").duration("announce", NodeHealth.MIN, NodeHealth.HOUR);
            this.peers = Peers.on(broker.nodes(), node, this::state, System::nanoTime, announce);
            ChatContext context = new ChatContext(
                    chat, broker, node, peers, System::nanoTime, metrics.meter(), memory::refusing, Extensions.NONE);
            metrics.watch(transport, broker, health.hearing(), health, peers, memory::percent);
            Config pekko = lanes.dispatchers()
                    .withFallback(config.getConfig("chatka").withOnlyPath("pekko"))
                    .withFallback(ConfigFactory.defaultReference());
            this.actors = ActorSystem.create(
                    ChatSupervisor.create(context, lanes),
                    "chatka",
                    ActorSystemSetup.create(BootstrapSetup.create(pekko.resolve()), lanes));
            peers.whenChanged(() -> actors.tell(new ChatSupervisor.NodesChanged()));
            try {
                transport.listen(actors, health, files);
                this.admin = AdminPort.open(config, health, metrics, this::reload);
                metrics.regularly(peers::announce, announce);
                metrics.regularly(memory::look, MEMORY_LOOK);
            } catch (RuntimeException failed) {
                actors.terminate();
                // They run on the event loops, which are the next to go.
                awaitActors(actors);
                throw failed;
            }
        } catch (RuntimeException failed) {
            transport.close();
            collections.close();
            metrics.close();
            throw failed;
        }
    }

    /** For the other nodes. */
    private NodeState state() {
        NodeState.State fitness = health.isDraining()
                ? NodeState.State.DRAINING
                : health.notReadyBecause().isEmpty() ? NodeState.State.READY : NodeState.State.UNFIT;
        return new NodeState(
                transport.connections(), transport.maxConnections(), transport.handshakesPerSecond(), fitness);
    }

    private static Transport transport(TransportSettings settings, Metrics metrics) {
        try {
            return new Transport(settings, metrics.meter());
        } catch (RuntimeException failed) {
            metrics.close();
            throw failed;
        }
    }

    /** Completes when clients are let in: at once, or when Redis is there. */
    public CompletionStage<?> usable() {
        return usable;
    }

    /** The port that clients connect to. */
    public int port() {
        return transport.port();
    }

    /** The port of the admin server, or -1 if there is none. */
    public int adminPort() {
        return admin.port();
    }

    /** WebSocket connections there are now. */
    public int connections() {
        return transport.connections();
    }

    /** Reads the configuration anew, from where it came, and takes it over as {@link #reload(Config)} does. */
    public ReloadReport reload() {
        Settings.Checked read;
        try {
            read = source.get();
        } catch (ConfigException noSource) {
            return told(ReloadReport.refused(List.of(), List.of(noSource.getMessage())));
        }
        return reload(read);
    }

    /**
     * Takes over what can be changed while the server runs; docs/configuration.md says what that is. If anything is wrong nothing is
     * changed. Blocks for a moment.
     *
     * @param wanted a whole configuration, as {@link Configuration} reads it
     */
    public ReloadReport reload(Config wanted) {
        return reload(Settings.check(wanted, nothing -> {}));
    }

    private ReloadReport reload(Settings.Checked wanted) {
        if (!wanted.faults().isEmpty()) {
            return told(ReloadReport.refused(
                    wanted.looked(),
                    wanted.faults().stream().map(ConfigException::getMessage).toList()));
        }
        synchronized (reloading) {
            LiveSettings.Difference difference = LiveSettings.between(config, wanted.usable());
            Config effective = difference.effective();
            ChatSettings chat = ChatSettings.read(effective);
            List<String> looked = new ArrayList<>(wanted.looked());
            try {
                transport.reconfigure(TransportSettings.read(effective, chat)).ifPresent(looked::add);
            } catch (ConfigException notHere) {
                return told(ReloadReport.refused(looked, List.of(notHere.getMessage())));
            }
            actors.tell(new ChatSupervisor.Reconfigure(chat));
            memory.reconfigure(new Reader(effective, "chatka.limits.memory"));
            health.reconfigure(new Reader(effective, "chatka.health"));
            metrics.reconfigure(MetricsSettings.read(effective));
            taken.accept(effective);
            take(effective);
            return told(ReloadReport.of(looked, difference.changes()));
        }
    }

    /** What is ours of it. */
    private void take(Config effective) {
        Reader server = new Reader(effective, "chatka.server");
        drainAfter = server.duration("drain-after", Duration.ZERO, LONGEST_DRAIN);
        drain = server.duration("drain", Duration.ZERO, LONGEST_DRAIN);
        config = effective;
    }

    private static ReloadReport told(ReloadReport report) {
        report.looked().forEach(line -> LOG.info("looked at {}", line));
        if (!report.taken()) {
            report.wrong().forEach(line -> LOG.warn("the configuration stays as it was: {}", Redaction.of(line)));
            return report;
        }
        LOG.info(
                "configuration read: {} changed, {} need a restart",
                report.changed().size(),
                report.restart().size());
        report.changed()
                .forEach(setting ->
                        LOG.info("{}: {} -> {} ({})", setting.key(), setting.from(), setting.to(), setting.effect()));
        report.restart()
                .forEach(setting ->
                        LOG.warn("{}: {} -> {} needs a restart", setting.key(), setting.from(), setting.to()));
        return report;
    }

    public Transport transport() {
        return transport;
    }

    /**
     * Stops: lets nobody in, tells everybody to go and when to come back, closes who is left when the drain time is over,
     * and lets go of everything.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        health.draining();
        peers.announce();
        if (!drainAfter.isZero()) {
            LOG.info("stopping: no longer ready; clients are told in {} ms", drainAfter.toMillis());
            awaitUntil(System.nanoTime() + drainAfter.toNanos(), () -> false);
        }
        transport.stopListening();
        int leaving = transport.connections();
        DrainPlan farewell = DrainPlan.plan(leaving, drain, peers.spare(), transport.handshakesPerSecond());
        if (leaving > 0) {
            LOG.info(
                    "stopping: {} connections are told to go within {} ms; other nodes have room for {} of them",
                    leaving,
                    farewell.over().toMillis(),
                    Math.min(leaving, peers.spare().free()));
        }
        actors.tell(new ChatSupervisor.Drain(farewell));
        awaitUntil(System.nanoTime() + drain.toNanos(), () -> transport.connections() == 0);
        release();
        LOG.info("stopped");
    }

    /** Stops at once and without a word. */
    public synchronized void discard() {
        closed = true;
        transport.stopListening();
        release();
    }

    private void release() {
        transport.closeSockets();
        actors.terminate();
        awaitActors(actors);
        admin.close();
        transport.close();
        collections.close();
        metrics.close();
        broker.close();
    }

    private static void awaitActors(ActorSystem<?> actors) {
        try {
            actors.getWhenTerminated().toCompletableFuture().get(5, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException late) {
            LOG.warn("the actors did not end in time; going on without them");
        }
    }

    private static void awaitUntil(long deadline, BooleanSupplier done) {
        while (!done.getAsBoolean() && System.nanoTime() - deadline < 0) {
            try {
                Thread.sleep(POLL.toMillis());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
