package io.chatka.internal.redis;

import io.chatka.api.BrokerUnavailableException;
import io.chatka.internal.broker.Broker;
import io.chatka.internal.broker.FactStore;
import io.chatka.internal.broker.ModerationStore;
import io.chatka.internal.broker.NodeChannel;
import io.chatka.internal.broker.OccupancyStore;
import io.chatka.internal.broker.RoomBroker;
import io.chatka.internal.fault.FaultLog;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The broker of a cluster, over one Redis of version 6 or later.
 *
 * <p>Stages complete, and listeners are called, on the one thread of this broker; a call that fails
 * at once returns a failed stage. A publication without an answer may have been stored or not; the
 * broker never sends it a second time. A subscription that fails leaves nothing behind. One that
 * succeeded lasts, through every loss of the connection, until the listener unsubscribes; the
 * listener hears when the connection is lost and when it is back. While Redis is away, a
 * subscription fails after the command timeout, and every other call fails at once.
 */
public final class RedisBroker implements Broker {
    private static final FaultLog FAULTS = FaultLog.of(RedisBroker.class);

    private final EventExecutor loop;
    private final Engine engine;
    private final RedisFailure failure;
    private final Outage outage;
    private final Acceptance acceptance;

    /** Whether the broker waits for a Redis that cannot be used at the start. */
    private final boolean patient;

    private final Pipeline pipeline;
    private final RoomScripts scripts;
    private final Canary canary;
    private final Preparation preparation;
    private final Subscriptions subscriptions;
    private final RoomBroker rooms;
    private final NodeChannel nodes;
    private final FactStore facts;
    private final RedisModerationStore moderation;
    private final RedisOccupancyStore occupancy;
    private final Link<StatefulRedisConnection<String, byte[]>> commandLink;
    private final Link<StatefulRedisPubSubConnection<String, Envelope>> subscriptionLink;
    private final CompletableFuture<RedisBroker> started = new CompletableFuture<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private boolean subscriptionsUp;

    /** Whether both connections work; only then can the broker be used. */
    private volatile boolean bothUp;

    private RedisBroker(RedisSettings settings, Engine engine, Duration tryEvery, boolean patient) {
        this.engine = engine;
        this.patient = patient;
        loop = engine.loop();
        failure = new RedisFailure(settings);
        outage = new Outage(settings, failure);
        acceptance = new Acceptance(settings.address(), System::nanoTime);
        commandLink = new Link<>(loop, settings, tryEvery, new CommandUse());
        subscriptionLink = new Link<>(loop, settings, tryEvery, new SubscriptionUse());
        pipeline = new Pipeline(loop, settings, failure, commandLink::lose);
        scripts = new RoomScripts(pipeline, settings, this::feed);
        canary = new Canary(loop, pipeline, acceptance, settings.keys());
        preparation = new Preparation(settings, failure, acceptance, canary, started::isDone);
        subscriptions = new Subscriptions(loop, settings, failure, canary, scripts::position);
        KeptRooms kept = new KeptRooms(pipeline, settings.keys(), System::nanoTime);
        rooms = new RedisRooms(
                scripts, new ModerationScripts(scripts, pipeline, settings), subscriptions, acceptance, canary, kept);
        nodes = new RedisNodeChannel(pipeline, subscriptions, settings.keys());
        facts = new RedisFactStore(pipeline, settings.keys());
        moderation = new RedisModerationStore(pipeline, settings.keys(), kept);
        occupancy = new RedisOccupancyStore(pipeline, settings.keys());
    }

    /**
     * Connects to Redis and checks that it takes writes, in one attempt.
     *
     * @return fails with {@link BrokerUnavailableException} if Redis cannot be used. Then its
     *     message is one line with address, cause and remedy, without the password, and the broker
     *     has released its threads
     */
    public static CompletionStage<RedisBroker> connect(RedisSettings settings) {
        return connect(settings, new Engine(settings));
    }

    static CompletionStage<RedisBroker> connect(RedisSettings settings, Engine engine) {
        return new RedisBroker(settings, engine, settings.connecting().min(), false).open().started;
    }

    /**
     * Returns at once, and tries to connect until Redis can be used. Until then every publication
     * and subscription fails; {@link #unavailableBecause} and the log say why.
     *
     * @param tryEvery how long to wait between two attempts
     */
    public static RedisBroker await(RedisSettings settings, Duration tryEvery) {
        return await(settings, tryEvery, new Engine(settings));
    }

    static RedisBroker await(RedisSettings settings, Duration tryEvery, Engine engine) {
        return new RedisBroker(settings, engine, tryEvery, true).open();
    }

    private TopicFeed feed(String room) {
        return subscriptions.feed(room);
    }

    private RedisBroker open() {
        loop.execute(() -> {
            commandLink.open();
            subscriptionLink.open();
            subscriptions.start();
        });
        return this;
    }

    /** Completes when Redis can be used for the first time. After {@link #await}, it never fails. */
    public CompletionStage<RedisBroker> started() {
        return started;
    }

    @Override
    public RoomBroker rooms() {
        return rooms;
    }

    @Override
    public NodeChannel nodes() {
        return nodes;
    }

    @Override
    public ModerationStore moderation() {
        return moderation;
    }

    @Override
    public OccupancyStore occupancy() {
        return occupancy;
    }

    @Override
    public FactStore facts() {
        return facts;
    }

    @Override
    public boolean available() {
        return bothUp && !closed.get();
    }

    @Override
    public long strays() {
        return subscriptions.strays();
    }

    @Override
    public Optional<String> unavailableBecause() {
        if (!available()) {
            return Optional.of("Redis cannot be used: " + outage.reason());
        }
        return Optional.ofNullable(acceptance.reason()).map(reason -> "Redis takes no messages: " + reason);
    }

    @Override
    public void close() {
        shutdown();
        if (loop.inEventLoop()) {
            return;
        }
        try {
            ended.get(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // The threads are daemons; the JVM ends without them.
        }
    }

    private void shutdown() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        CompletableFuture.runAsync(
                        () -> {
                            FAULTS.attempt("a connection to Redis could not be ended", commandLink::close);
                            FAULTS.attempt("a connection to Redis could not be ended", subscriptionLink::close);
                            FAULTS.attempt("commands could not be failed", () -> pipeline.down(null));
                            FAULTS.attempt("subscriptions could not be ended", subscriptions::close);
                        },
                        loop)
                .thenCompose(done -> engine.shutdown())
                .whenComplete((done, failed) -> ended.complete(null));
    }

    /**
     * One of the two connections has come up or gone down. If the broker as a whole is lost or
     * back, the log and every room hear of it.
     */
    private void changed(Throwable cause) {
        boolean now = pipeline.up() && subscriptionsUp;
        if (now == bothUp) {
            return;
        }
        bothUp = now;
        if (!now) {
            outage.lost(cause);
            subscriptions.lost();
        } else {
            if (started.complete(this) && !patient) {
                outage.settled();
            } else {
                outage.over();
            }
            subscriptions.restored();
        }
    }

    private void notConnected(Outage.Side side, Throwable cause) {
        if (patient || started.isDone()) {
            outage.stillAway(side, cause);
            return;
        }
        BrokerUnavailableException reason = failure.ofConnecting(cause);
        shutdown();
        ended.whenComplete((done, failed) -> started.completeExceptionally(reason));
    }

    /** The connection for commands: it publishes and reads. */
    private final class CommandUse implements Link.Use<StatefulRedisConnection<String, byte[]>> {
        @Override
        public CompletionStage<StatefulRedisConnection<String, byte[]>> connect() {
            return engine.connect();
        }

        @Override
        public CompletionStage<String> prepare(StatefulRedisConnection<String, byte[]> connection) {
            return preparation.of(connection);
        }

        @Override
        public CompletionStage<?> ping(StatefulRedisConnection<String, byte[]> connection) {
            return pipeline.submit(0, RedisAsyncCommands::ping, pong -> pong);
        }

        @Override
        public long heard() {
            return pipeline.heard();
        }

        @Override
        public void up(StatefulRedisConnection<String, byte[]> connection, String run) {
            scripts.connected(run);
            pipeline.up(connection);
            if (subscriptionsUp && RedisRun.differ(scripts.run(), subscriptions.run())) {
                subscriptionLink.lose(new RedisRun.TwoRunsException());
            }
            changed(null);
        }

        @Override
        public void down(Throwable cause) {
            pipeline.down(cause);
            acceptance.forget();
            changed(cause);
        }

        @Override
        public void stillDown(Throwable cause) {
            notConnected(Outage.Side.COMMANDS, cause);
        }
    }

    /** The connection for subscriptions: the channels arrive on it. */
    private final class SubscriptionUse implements Link.Use<StatefulRedisPubSubConnection<String, Envelope>> {
        @Override
        public CompletionStage<StatefulRedisPubSubConnection<String, Envelope>> connect() {
            return engine.connectPubSub();
        }

        @Override
        public CompletionStage<String> prepare(StatefulRedisPubSubConnection<String, Envelope> connection) {
            return RedisRun.of(connection.async())
                    .thenCompose(
                            run -> connection.async().subscribe(canary.channel).thenApply(subscribed -> run));
        }

        @Override
        public CompletionStage<?> ping(StatefulRedisPubSubConnection<String, Envelope> connection) {
            return canary.fly(connection);
        }

        @Override
        public long heard() {
            return subscriptions.heard();
        }

        @Override
        public void up(StatefulRedisPubSubConnection<String, Envelope> connection, String run) {
            subscriptionsUp = true;
            subscriptions.connected(connection, run);
            if (pipeline.up() && RedisRun.differ(scripts.run(), subscriptions.run())) {
                commandLink.lose(new RedisRun.TwoRunsException());
            }
            changed(null);
        }

        @Override
        public void down(Throwable cause) {
            subscriptionsUp = false;
            subscriptions.disconnected();
            changed(cause);
        }

        @Override
        public void stillDown(Throwable cause) {
            notConnected(Outage.Side.SUBSCRIPTIONS, cause);
        }
    }
}
