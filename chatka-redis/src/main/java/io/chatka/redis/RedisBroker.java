package io.chatka.redis;

import io.chatka.broker.Broker;
import io.chatka.broker.BrokerListener;
import io.chatka.broker.BrokerUnavailableException;
import io.chatka.broker.Head;
import io.chatka.broker.HistoryPage;
import io.chatka.broker.HistoryQuery;
import io.chatka.broker.Publication;
import io.chatka.broker.Receipt;
import io.chatka.fault.FaultLog;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.netty.util.concurrent.EventExecutor;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The broker of a cluster, over one Redis of version 6 or later.
 *
 * <p>Stages are completed and listeners called on one thread of this broker's. What was published and not answered may
 * have happened or not; it is never sent a second time. A subscription that fails leaves nothing behind; one that
 * succeeded is kept through every loss of the connection until it is ended, and its listener is told of the loss and of
 * the return. While Redis is away everything else fails at once, and a subscription after the command timeout.
 */
public final class RedisBroker implements Broker {
    private static final FaultLog FAULTS = FaultLog.of(RedisBroker.class);

    private final EventExecutor loop;
    private final Engine engine;
    private final RedisFailure failure;
    private final Outage outage;
    private final Pipeline pipeline;
    private final Rooms rooms;
    private final RedisSettings settings;
    private final Canary canary;
    private final Subscriptions subscriptions;
    private final Link<StatefulRedisConnection<String, byte[]>> commandLink;
    private final Link<StatefulRedisPubSubConnection<String, Envelope>> subscriptionLink;
    private final CompletableFuture<RedisBroker> started = new CompletableFuture<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private boolean subscriptionsUp;
    private volatile boolean whole;

    private RedisBroker(RedisSettings settings) {
        engine = new Engine(settings);
        loop = engine.loop();
        failure = new RedisFailure(settings);
        outage = new Outage(settings, failure);
        commandLink = new Link<>(loop, settings, new CommandUse());
        subscriptionLink = new Link<>(loop, settings, new SubscriptionUse());
        pipeline = new Pipeline(loop, settings, failure, commandLink::lose);
        rooms = new Rooms(pipeline, settings, this::feed);
        canary = new Canary(pipeline, settings.keys());
        subscriptions = new Subscriptions(loop, settings, failure, canary, rooms::position);
        this.settings = settings;
    }

    /**
     * Connects to Redis and sees that it accepts writes.
     *
     * @return fails with {@link BrokerUnavailableException}, its message one line with address, cause and remedy and
     *     without password, if that does not work at the first attempt; nothing is left running then
     */
    public static CompletionStage<RedisBroker> connect(RedisSettings settings) {
        RedisBroker broker = new RedisBroker(settings);
        broker.loop.execute(() -> {
            broker.commandLink.open();
            broker.subscriptionLink.open();
            broker.subscriptions.start();
        });
        return broker.started;
    }

    @Override
    public CompletionStage<Receipt> publish(String room, Publication publication) {
        return rooms.publish(room, publication).whenComplete((receipt, refused) -> {
            if (refused == null) {
                outage.accepts();
            } else {
                outage.refuses(refused);
            }
        });
    }

    @Override
    public CompletionStage<HistoryPage> history(String room, HistoryQuery query) {
        return rooms.history(room, query);
    }

    private Feed feed(String room) {
        return subscriptions.feed(room);
    }

    @Override
    public void announce(String room, byte[] note) {
        rooms.announce(room, note);
    }

    @Override
    public CompletionStage<Head> subscribe(String room, BrokerListener listener) {
        return closed.get()
                ? CompletableFuture.failedFuture(failure.away(null))
                : subscriptions.subscribe(room, listener);
    }

    @Override
    public void unsubscribe(String room, BrokerListener listener) {
        subscriptions.unsubscribe(room, listener);
    }

    @Override
    public boolean available() {
        return whole && !closed.get();
    }

    @Override
    public long strays() {
        return subscriptions.strays();
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
            // The threads are daemons; nothing more can be done about them.
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
                            FAULTS.attempt("commands could not be ended", () -> pipeline.down(null));
                            FAULTS.attempt("subscriptions could not be ended", subscriptions::close);
                        },
                        loop)
                .thenCompose(done -> engine.shutdown())
                .whenComplete((done, failed) -> ended.complete(null));
    }

    private void changed(Throwable cause) {
        boolean now = pipeline.up() && subscriptionsUp;
        if (now == whole) {
            return;
        }
        whole = now;
        if (!now) {
            outage.lost(cause);
            subscriptions.lost();
        } else {
            if (!started.complete(this)) {
                outage.over();
            }
            subscriptions.whole();
        }
    }

    private void notConnected(Throwable cause) {
        if (started.isDone()) {
            outage.stillAway(cause);
            return;
        }
        BrokerUnavailableException reason = failure.ofConnecting(cause);
        shutdown();
        ended.whenComplete((done, failed) -> started.completeExceptionally(reason));
    }

    /** The connection that publishes and asks. */
    private final class CommandUse implements Link.Use<StatefulRedisConnection<String, byte[]>> {
        /** Of connections that are being prepared; on the loop. */
        private final Map<StatefulRedisConnection<String, byte[]>, String> runs = new HashMap<>();

        @Override
        public CompletionStage<StatefulRedisConnection<String, byte[]>> connect() {
            return engine.connect();
        }

        @Override
        public CompletionStage<?> prepare(StatefulRedisConnection<String, byte[]> connection) {
            return connection
                    .async()
                    .del(settings.keys().probe())
                    .thenCompose(writable -> settings.allowEviction()
                            ? CompletableFuture.completedFuture(null)
                            : Eviction.refuse(connection.async()))
                    .thenCompose(keeps -> Layout.agree(connection.async(), settings.keys()))
                    .thenCompose(agreed -> RedisRun.of(connection.async()))
                    .thenCompose(run -> {
                        runs.put(connection, run);
                        return Pipeline.loadScripts(connection);
                    });
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
        public void up(StatefulRedisConnection<String, byte[]> connection) {
            rooms.connected(runs.get(connection));
            runs.clear();
            pipeline.up(connection);
            if (subscriptionsUp && RedisRun.differ(rooms.run(), subscriptions.run())) {
                subscriptionLink.lose(new RedisRun.TwoRunsException());
            }
            changed(null);
        }

        @Override
        public void down(Throwable cause) {
            pipeline.down(cause);
            changed(cause);
        }

        @Override
        public void stillDown(Throwable cause) {
            notConnected(cause);
        }
    }

    /** The connection on which the rooms' channels arrive. */
    private final class SubscriptionUse implements Link.Use<StatefulRedisPubSubConnection<String, Envelope>> {
        /** Of connections that are being prepared; on the loop. */
        private final Map<StatefulRedisPubSubConnection<String, Envelope>, String> runs = new HashMap<>();

        @Override
        public CompletionStage<StatefulRedisPubSubConnection<String, Envelope>> connect() {
            return engine.connectPubSub();
        }

        @Override
        public CompletionStage<?> prepare(StatefulRedisPubSubConnection<String, Envelope> connection) {
            return RedisRun.of(connection.async()).thenCompose(run -> {
                runs.put(connection, run);
                return connection.async().subscribe(canary.channel);
            });
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
        public void up(StatefulRedisPubSubConnection<String, Envelope> connection) {
            subscriptionsUp = true;
            subscriptions.connected(connection, runs.get(connection));
            runs.clear();
            if (pipeline.up() && RedisRun.differ(rooms.run(), subscriptions.run())) {
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
            notConnected(cause);
        }
    }
}
