package io.chatka.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.chatka.actor.ChatContext;
import io.chatka.actor.ChatSupervisor;
import io.chatka.broker.Broker;
import io.chatka.broker.Epochs;
import io.chatka.config.ChatSettings;
import io.chatka.config.ConfigException;
import io.chatka.config.Reader;
import io.chatka.lane.Lanes;
import io.chatka.metrics.Metrics;
import io.chatka.metrics.MetricsSettings;
import io.chatka.transport.Transport;
import io.chatka.transport.TransportSettings;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    private static final Duration POLL = Duration.ofMillis(20);

    private final Broker broker;
    private final Metrics metrics;
    private final NodeHealth health;
    private final Transport transport;
    private final ActorSystem<ChatSupervisor.Command> actors;
    private final AdminServer admin;
    private final Duration drain;
    private boolean closed;

    /**
     * Starts a server; returns when it can be connected to.
     *
     * @throws ConfigException if a setting cannot be used, or the machine or Redis does not allow it; the message is one line
     *     that names the remedy
     */
    public static ChatkaServer start(Config config) {
        return start(config, Brokers.open(config, ChatSettings.read(config)));
    }

    /** The same on a broker that is there; it is closed with the server, and if the start fails. */
    static ChatkaServer start(Config config, Broker broker) {
        try {
            ChatSettings chat = ChatSettings.read(config);
            TransportSettings settings = TransportSettings.read(config, chat);
            return new ChatkaServer(config, chat, settings, broker);
        } catch (RuntimeException failed) {
            broker.close();
            throw failed;
        }
    }

    private ChatkaServer(Config config, ChatSettings chat, TransportSettings settings, Broker broker) {
        Reader server = new Reader(config, "chatka.server");
        this.broker = broker;
        this.drain = server.duration("drain", Duration.ZERO, LONGEST_DRAIN);
        this.metrics = new Metrics(MetricsSettings.read(config));
        this.transport = transport(settings, metrics);
        try {
            Lanes lanes = transport.lanes();
            String node = Epochs.next();
            ChatContext context = new ChatContext(chat, broker, node, System::nanoTime, metrics.meter());
            this.health = new NodeHealth(new Reader(config, "chatka.health"), metrics, broker, node);
            metrics.watch(transport, broker, health.hearing(), health);
            Config pekko = lanes.dispatchers()
                    .withFallback(config.getConfig("chatka").withOnlyPath("pekko"))
                    .withFallback(ConfigFactory.defaultReference());
            this.actors = ActorSystem.create(
                    ChatSupervisor.create(context, lanes),
                    "chatka",
                    ActorSystemSetup.create(BootstrapSetup.create(pekko.resolve()), lanes));
            try {
                transport.listen(actors, health);
                this.admin = AdminServer.start(server, health, metrics);
            } catch (RuntimeException failed) {
                actors.terminate();
                // They run on the event loops, which are the next to go.
                awaitActors(actors);
                throw failed;
            }
        } catch (RuntimeException failed) {
            transport.close();
            metrics.close();
            throw failed;
        }
    }

    private static Transport transport(TransportSettings settings, Metrics metrics) {
        try {
            return new Transport(settings, metrics.meter());
        } catch (RuntimeException failed) {
            metrics.close();
            throw failed;
        }
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

    Transport transport() {
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
        long deadline = System.nanoTime() + drain.toNanos();
        transport.stopListening();
        int leaving = transport.connections();
        if (leaving > 0) {
            LOG.info("stopping: {} connections are told to come back elsewhere", leaving);
        }
        actors.tell(new ChatSupervisor.Drain(paceOf(leaving), comeBackWithin(leaving)));
        while (transport.connections() > 0 && System.nanoTime() - deadline < 0) {
            sleep();
        }
        release();
        LOG.info("stopped");
    }

    /** Stops at once and without a word. */
    synchronized void discard() {
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
        metrics.close();
        broker.close();
    }

    /** Everybody at once if they are few; never more than half of the drain time. */
    private Duration paceOf(int connections) {
        Duration wanted = Duration.ofMillis(connections);
        Duration most = drain.dividedBy(2);
        return wanted.compareTo(most) < 0 ? wanted : most;
    }

    /** So that those who come back are no more than a thousand a second. */
    private static Duration comeBackWithin(int connections) {
        return Duration.ofMillis(Math.max(500, connections));
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

    private static void sleep() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
