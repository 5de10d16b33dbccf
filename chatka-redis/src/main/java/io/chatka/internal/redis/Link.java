package io.chatka.internal.redis;

import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.fault.Stages;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulConnection;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.io.EOFException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One connection, which the node reopens whenever it is lost. The delays grow with each attempt,
 * and have jitter, so that the nodes of a cluster do not reconnect all at once.
 *
 * <p>A connection that stays silent after a ping counts as lost as well: a half-open one looks
 * healthy for hours.
 */
final class Link<C extends StatefulConnection<?, ?>> {

    /** What a link is for. Called on the engine's thread, {@code up} and {@code down} in turns. */
    interface Use<C> {
        /** Has its own time limit, since name servers may take longer than a command may. */
        CompletionStage<C> connect();

        /**
         * Does what must work before the connection counts as up.
         *
         * @return the Redis process at its other end, or empty
         */
        CompletionStage<String> prepare(C connection);

        CompletionStage<?> ping(C connection);

        /** A number that changes whenever something arrives on the connection. */
        long heard();

        /** @param run what {@link #prepare} found */
        void up(C connection, String run);

        void down(Throwable cause);

        /** An attempt to connect failed; another one follows. */
        void stillDown(Throwable cause);
    }

    private static final FaultLog FAULTS = FaultLog.of(Link.class);

    private final EventExecutor loop;
    private final RedisSettings settings;
    private final Use<C> use;

    private C connection;
    private C candidate;
    private boolean closed;
    private long attempt;
    private Duration delay;
    private Duration longest;
    private Future<?> pinging;

    /** @param tryEvery how long to wait between attempts until the first one has succeeded */
    Link(EventExecutor loop, RedisSettings settings, Duration tryEvery, Use<C> use) {
        this.loop = loop;
        this.settings = settings;
        this.use = use;
        this.delay = tryEvery;
        this.longest = tryEvery;
    }

    void open() {
        if (closed) {
            return;
        }
        long id = ++attempt;
        CompletionStage<C> connecting = Stages.begin(use::connect);
        connecting.whenComplete((opened, failure) -> onLoop(() -> connected(id, opened, failure), opened));
    }

    /** Closes the connection and opens another one. */
    void lose(Throwable cause) {
        if (connection != null) {
            lost(connection, cause);
        }
    }

    void close() {
        closed = true;
        attempt++;
        if (pinging != null) {
            pinging.cancel(false);
        }
        release(connection);
        release(candidate);
        connection = null;
        candidate = null;
    }

    private void connected(long id, C opened, Throwable failure) {
        if (failure != null) {
            failed(id, failure);
        } else if (id != attempt) {
            release(opened);
        } else {
            candidate = opened;
            after(settings.commands().timeout().multipliedBy(2), () -> failed(id, new TimeoutException("no answer")));
            Stages.begin(() -> use.prepare(opened))
                    .whenComplete((run, refused) -> onLoop(() -> prepared(id, opened, run, refused), opened));
        }
    }

    private void prepared(long id, C opened, String run, Throwable refused) {
        if (id != attempt) {
            return;
        }
        if (refused != null || !opened.isOpen()) {
            failed(id, refused != null ? refused : closedByPeer());
            return;
        }
        try {
            opened.addListener(new RedisConnectionStateListener() {
                @Override
                public void onRedisDisconnected(RedisChannelHandler<?, ?> gone) {
                    onLoop(() -> lost(opened, closedByPeer()), null);
                }
            });
        } catch (Throwable fault) {
            failed(id, fault);
            return;
        }
        attempt++;
        candidate = null;
        connection = opened;
        delay = settings.connecting().min();
        longest = settings.connecting().max();
        long interval = settings.connecting().ping().toMillis();
        pinging = loop.scheduleAtFixedRate(() -> ping(opened), interval, interval, TimeUnit.MILLISECONDS);
        try {
            use.up(opened, run);
        } catch (Throwable fault) {
            FAULTS.report("a connection to Redis could not be used; the node opens another one", fault);
            lost(opened, fault);
        }
    }

    private void failed(long id, Throwable cause) {
        if (id != attempt) {
            return;
        }
        attempt++;
        release(candidate);
        candidate = null;
        FAULTS.attempt("parts that wait for Redis did not learn that it is still away", () -> use.stillDown(cause));
        retry();
    }

    private void lost(C gone, Throwable cause) {
        if (gone != connection) {
            return;
        }
        connection = null;
        pinging.cancel(false);
        release(gone);
        FAULTS.attempt("parts that wait for Redis did not learn that it is away", () -> use.down(cause));
        retry();
    }

    private void retry() {
        long most = delay.toMillis();
        delay = min(delay.multipliedBy(2), longest);
        after(Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1)), this::open);
    }

    private void ping(C asked) {
        long heard;
        CompletableFuture<?> answer;
        try {
            heard = use.heard();
            answer = use.ping(asked).toCompletableFuture();
        } catch (Throwable fault) {
            // Rethrown, it would end the pings for good.
            lost(asked, fault);
            return;
        }
        after(settings.commands().timeout(), () -> {
            // If other bytes arrived, the answer may only be behind them.
            if (!answer.isDone() && use.heard() == heard) {
                lost(asked, new TimeoutException("no answer"));
            }
        });
    }

    private void after(Duration wait, Runnable task) {
        if (!closed) {
            loop.schedule(() -> guarded(task), wait.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void onLoop(Runnable task, C opened) {
        try {
            loop.execute(() -> guarded(task));
        } catch (RejectedExecutionException e) {
            // The engine has ended; a connection that was opened too late ends with it.
            release(opened);
        }
    }

    private static void guarded(Runnable task) {
        FAULTS.attempt("a connection to Redis could not be maintained", task);
    }

    private void release(C unneeded) {
        if (unneeded != null) {
            FAULTS.attempt("a connection to Redis could not be closed", unneeded::closeAsync);
        }
    }

    private static Throwable closedByPeer() {
        return new EOFException("the connection was closed");
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
