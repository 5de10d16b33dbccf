package io.chatka.internal.redis;

import io.chatka.api.BrokerUnavailableException;
import io.chatka.internal.broker.PublishRefusedException;
import io.chatka.internal.fault.FaultLog;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Sends commands in the order in which they were submitted, all that wait in one flush.
 *
 * <p>A command without an answer in time fails. If Redis answered nothing at all in that time, the
 * pipeline gives up the connection, and every command that was sent fails. It never sends one
 * twice, with one exception: if Redis has lost the scripts, the command has done nothing, so the
 * pipeline loads them and sends it again, before anything that was submitted later. The number and
 * size of commands in progress are bounded; a command that was too late counts until Redis answers.
 */
final class Pipeline {
    private static final FaultLog FAULTS = FaultLog.of(Pipeline.class);
    private static final long SWEEP_MILLIS = 50;

    /**
     * Somebody may flush the scripts directly after the node has loaded them. The limit is for a
     * Redis that keeps none.
     */
    private static final int MAX_REPEATS = 3;

    /** The codes by which Redis says that another Redis has the data. */
    private static final Set<String> ELSEWHERE = Set.of("READONLY", "MASTERDOWN", "MOVED", "ASK", "CLUSTERDOWN");

    private final EventExecutor loop;
    private final RedisFailure failure;
    private final long timeoutNanos;
    private final Budget budget;
    private final Consumer<Throwable> lose;

    /** Filled by any thread, emptied on the loop. */
    private final Queue<Call<?, ?>> submitted = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean awake = new AtomicBoolean();
    private volatile boolean up;

    private final Deque<Call<?, ?>> sent = new ArrayDeque<>();
    private final Deque<Call<?, ?>> refused = new ArrayDeque<>();
    private StatefulRedisConnection<String, byte[]> connection;
    private Future<?> sweeping;
    private long answeredAt;

    /** @param lose gives up the connection, on the loop, for a cause */
    Pipeline(EventExecutor loop, RedisSettings settings, RedisFailure failure, Consumer<Throwable> lose) {
        this.loop = loop;
        this.failure = failure;
        this.timeoutNanos = settings.commands().timeout().toNanos() - TimeUnit.MILLISECONDS.toNanos(SWEEP_MILLIS);
        this.budget = new Budget(settings);
        this.lose = lose;
    }

    boolean up() {
        return up;
    }

    /** Any thread. */
    <A, T> CompletableFuture<T> submit(
            int size, Function<RedisAsyncCommands<String, byte[]>, RedisFuture<A>> command, Function<A, T> meaning) {
        if (!up) {
            return CompletableFuture.failedFuture(failure.away(null));
        }
        if (!budget.take(size)) {
            return CompletableFuture.failedFuture(failure.full());
        }
        Call<A, T> call = new Call<>(size, System.nanoTime(), command, meaning);
        submitted.add(call);
        if (awake.compareAndSet(false, true)) {
            try {
                loop.execute(this::drain);
            } catch (Throwable e) {
                // The broker is closed, most likely. The next command tries to wake the loop again.
                awake.set(false);
                call.completeExceptionally(failure.away(e));
            }
        }
        return call;
    }

    void up(StatefulRedisConnection<String, byte[]> opened) {
        connection = opened;
        answeredAt = System.nanoTime();
        connection.setAutoFlushCommands(false);
        // A task that throws would never run again.
        Runnable sweep = () -> FAULTS.attempt("late commands could not be failed; the node retries", this::sweep);
        sweeping = loop.scheduleAtFixedRate(sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        up = true;
    }

    void down(Throwable cause) {
        up = false;
        connection = null;
        if (sweeping != null) {
            sweeping.cancel(false);
        }
        failAll(refused, cause);
        failAll(sent, cause);
        failAll(submitted, cause);
    }

    /** Changes whenever Redis answers. */
    long heard() {
        return answeredAt;
    }

    /** Loads the scripts into Redis; part of opening a connection. */
    static CompletionStage<?> loadScripts(StatefulRedisConnection<String, byte[]> opened) {
        RedisAsyncCommands<String, byte[]> commands = opened.async();
        CompletionStage<?> loaded = CompletableFuture.completedFuture(null);
        for (Script script : Script.ALL) {
            loaded = loaded.thenCombine(commands.scriptLoad(script.text()), (before, sha) -> sha);
        }
        return loaded;
    }

    private void drain() {
        // First, so that a command that is submitted from now on wakes the loop again.
        awake.set(false);
        if (connection == null) {
            failAll(submitted, null);
        } else if (refused.isEmpty()) {
            sendAll(submitted);
        }
    }

    private void sendAll(Queue<Call<?, ?>> calls) {
        try {
            sendAndFlush(calls);
        } catch (Throwable fault) {
            FAULTS.report("commands could not be sent to Redis; the node opens another connection", fault);
            // The commands that are left fail together with those that were sent.
            sent.addAll(calls);
            calls.clear();
            lose.accept(fault);
        }
    }

    private void sendAndFlush(Queue<Call<?, ?>> calls) {
        RedisAsyncCommands<String, byte[]> commands = connection.async();
        for (Call<?, ?> call = calls.poll(); call != null; call = calls.poll()) {
            if (call.isDone()) {
                // It was too late, and has failed.
                settle(call);
            } else {
                send(call, commands);
            }
        }
        // A connection that fails during a write is gone by now.
        if (connection != null) {
            connection.flushCommands();
        }
    }

    private <A> void send(Call<A, ?> call, RedisAsyncCommands<String, byte[]> commands) {
        RedisFuture<A> answering;
        sent.add(call);
        try {
            answering = call.send(commands);
        } catch (Throwable fault) {
            // Only this one fails; the commands behind it are sent.
            sent.remove(call);
            settle(call);
            complete(call, null, fault);
            return;
        }
        answering.whenComplete((answer, failed) -> answered(call, answer, failed));
    }

    private <A> void answered(Call<A, ?> call, A answer, Throwable failed) {
        if (call.settled) {
            return;
        }
        answeredAt = System.nanoTime();
        if (failed instanceof RedisNoScriptException && call.repeats < MAX_REPEATS && connection != null) {
            call.repeats++;
            sent.remove(call);
            refused.add(call);
        } else {
            settle(call);
            complete(call, answer, failed);
            while (!sent.isEmpty() && sent.peek().settled) {
                sent.poll();
            }
        }
        if (sent.isEmpty() && !refused.isEmpty() && connection != null) {
            repeatRefused(connection);
        }
        if (failed instanceof RedisCommandExecutionException && ELSEWHERE.contains(RedisFailure.code(failed))) {
            // The primary has become a replica, or a node of a cluster. A new connection judges it
            // anew, and may lead to the new primary.
            lose.accept(failed);
        }
    }

    private <A> void complete(Call<A, ?> call, A answer, Throwable failed) {
        try {
            if (failed == null) {
                call.answered(answer);
            } else {
                call.completeExceptionally(failure.of(failed));
            }
        } catch (PublishRefusedException refused) {
            call.completeExceptionally(refused);
        } catch (Throwable e) {
            // The answer has a wrong form, perhaps that of another script.
            call.completeExceptionally(failure.of(e));
        }
    }

    /**
     * Keeps the order: Redis has answered everything that was sent, and nothing new is sent
     * meanwhile.
     */
    private void repeatRefused(StatefulRedisConnection<String, byte[]> current) {
        CompletionStage<?> loaded;
        try {
            loaded = loadScripts(current);
            current.flushCommands();
        } catch (Throwable fault) {
            FAULTS.report("the scripts could not be sent to Redis; the node opens another connection", fault);
            lose.accept(fault);
            return;
        }
        loaded.whenComplete((done, failed) -> {
            if (connection == current) {
                Queue<Call<?, ?>> again = new ArrayDeque<>(refused);
                refused.clear();
                sendAll(again);
                drain();
            }
        });
    }

    private void sweep() {
        long now = System.nanoTime();
        if (!overdue(refused.peek(), now) && !overdue(sent.peek(), now)) {
            return;
        }
        if (now - answeredAt > timeoutNanos) {
            lose.accept(new TimeoutException("no answer"));
        } else {
            // Redis is slow, but alive: a new connection would not be faster.
            failOverdue(refused, now);
            failOverdue(sent, now);
            failOverdue(submitted, now);
        }
    }

    private void failOverdue(Queue<Call<?, ?>> queue, long now) {
        for (Call<?, ?> call : queue) {
            if (!overdue(call, now)) {
                return;
            }
            if (!call.isDone()) {
                call.completeExceptionally(failure.late());
            }
        }
    }

    private boolean overdue(Call<?, ?> call, long now) {
        return call != null && now - call.startNanos > timeoutNanos;
    }

    private void failAll(Queue<Call<?, ?>> queue, Throwable cause) {
        if (queue.isEmpty()) {
            return;
        }
        BrokerUnavailableException away = failure.away(cause);
        for (Call<?, ?> call = queue.poll(); call != null; call = queue.poll()) {
            if (!call.settled) {
                settle(call);
                call.completeExceptionally(away);
            }
        }
    }

    private void settle(Call<?, ?> call) {
        call.settled = true;
        budget.giveBack(call.bytes);
    }
}
