package io.chatka.internal.redis;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Looks up hosts with the system's resolver, {@code /etc/hosts} included. The resolver blocks, for
 * many seconds if a name server is dead, so it has a thread of its own. Each attempt to connect
 * asks again; an attempt that finds a look-up in progress waits for its answer. Any thread.
 */
final class Names {
    /** Two dead name servers before one that answers cost 10 s; search domains cost a multiple of that. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Finds the addresses of a host; may block. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] allOf(String host) throws UnknownHostException;
    }

    private final Resolver resolver;
    private final ThreadPoolExecutor asking;
    private CompletableFuture<List<InetAddress>> underWay = CompletableFuture.completedFuture(List.of());

    Names(Resolver resolver) {
        this.resolver = resolver;
        this.asking = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "chatka-redis-names");
            thread.setDaemon(true);
            return thread;
        });
        asking.allowCoreThreadTimeOut(true);
    }

    /**
     * All addresses, in the order of the system.
     *
     * @return fails with {@link UnknownHostException}
     */
    CompletionStage<List<InetAddress>> addresses(String host) {
        return answer(host)
                .copy()
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        failure instanceof TimeoutException
                                ? new UnknownHostException(
                                        host + ": no name server has answered for " + PATIENCE.toSeconds() + " s")
                                : failure instanceof CompletionException ? failure.getCause() : failure));
    }

    /** Runs another task that blocks, after the look-up in progress. */
    <T> CompletionStage<T> runBlocking(Supplier<T> task) {
        try {
            return CompletableFuture.supplyAsync(task, asking);
        } catch (RejectedExecutionException closed) {
            return CompletableFuture.failedFuture(closed);
        }
    }

    private synchronized CompletableFuture<List<InetAddress>> answer(String host) {
        if (underWay.isDone()) {
            CompletableFuture<List<InetAddress>> question = new CompletableFuture<>();
            underWay = question;
            try {
                asking.execute(() -> ask(host, question));
            } catch (RejectedExecutionException closed) {
                question.completeExceptionally(closed);
            }
        }
        return underWay;
    }

    /** A look-up in progress ends when the system answers it. */
    void close() {
        asking.shutdownNow();
    }

    private void ask(String host, CompletableFuture<List<InetAddress>> question) {
        try {
            question.complete(List.of(resolver.allOf(host)));
        } catch (UnknownHostException | RuntimeException unknown) {
            question.completeExceptionally(unknown);
        }
    }
}
